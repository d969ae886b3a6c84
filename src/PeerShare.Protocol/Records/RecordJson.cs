using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PeerShare.Protocol.Records;

/// <summary>The bodies of records as JSON: nothing may lack that is not null, for who reads one relies on it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
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
[JsonSerializable(typeof(AuditBody))]
public sealed partial class RecordJson : JsonSerializerContext
{
    /// <summary>Nearly every share is in a user's first time in a group.</summary>
    private static readonly ShareBody First = new(1);

    public static ReadOnlyMemory<byte> Encode<T>(T body)
        where T : RecordBody => JsonSerializer.SerializeToUtf8Bytes(body, TypeOf<T>());

    /// <exception cref="JsonException">The bytes are no such body.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> body)
        where T : RecordBody => JsonSerializer.Deserialize(body.Span, TypeOf<T>()) ?? throw new JsonException($"a {typeof(T).Name} is null");

    /// <exception cref="JsonException">The bytes are no body of that kind.</exception>
    public static RecordBody Decode(RecordKind kind, ReadOnlySpan<byte> body) => kind == RecordKind.Share && body.SequenceEqual("""{"epoch":1}"""u8)
        ? First
        : (RecordBody?)JsonSerializer.Deserialize(body, Default.GetTypeInfo(TypeOf(kind))!) ?? throw new JsonException($"a {kind} is null");

    /// <exception cref="JsonException">The bytes are no body of that kind.</exception>
    public static void Check(RecordKind kind, ReadOnlySpan<byte> body) => Decode(kind, body);

    private static Type TypeOf(RecordKind kind) => kind switch
    {
        RecordKind.User => typeof(UserBody),
        RecordKind.UserName or RecordKind.GroupName => typeof(NameBody),
        RecordKind.Password => typeof(PasswordBody),
        RecordKind.Group => typeof(GroupBody),
        RecordKind.JoinRequest => typeof(JoinRequestBody),
        RecordKind.Grant => typeof(GrantBody),
        RecordKind.End => typeof(EndBody),
        RecordKind.File => typeof(FileBody),
        RecordKind.Share => typeof(ShareBody),
        RecordKind.EndedSession => typeof(EndedSessionBody),
        RecordKind.Answer => typeof(AnswerBody),
        RecordKind.AuditEntry => typeof(AuditBody),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;
}
