using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PeerShare.Protocol.Records;

/// <summary>The bodies of records as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(NameBody))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(GroupBody))]
[JsonSerializable(typeof(JoinRequestBody))]
[JsonSerializable(typeof(GrantBody))]
[JsonSerializable(typeof(EndBody))]
[JsonSerializable(typeof(FileBody))]
[JsonSerializable(typeof(ShareBody))]
[JsonSerializable(typeof(EndedSessionBody))]
[JsonSerializable(typeof(AnswerBody))]
public sealed partial class RecordJson : JsonSerializerContext
{
    public static ReadOnlyMemory<byte> Encode<T>(T body)
        where T : RecordBody => JsonSerializer.SerializeToUtf8Bytes(body, TypeOf<T>());

    /// <exception cref="JsonException">The bytes are no such body.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> body)
        where T : RecordBody => JsonSerializer.Deserialize(body.Span, TypeOf<T>()) ?? throw new JsonException($"a {typeof(T).Name} is null");

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;
}
