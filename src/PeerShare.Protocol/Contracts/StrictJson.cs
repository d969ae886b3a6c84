using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PeerShare.Protocol.Contracts;

/// <summary>Reads JSON that somebody else wrote: what lacks a member, or has null where something belongs, is rubbish.</summary>
/// <param name="context">The types that are read.</param>
public sealed class StrictJson(JsonSerializerContext context)
{
    private readonly JsonSerializerOptions options = new(context.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = context.WithAddedModifier(RefuseNullItems),
    };

    /// <summary>Requests and answers.</summary>
    public static StrictJson Contracts { get; } = new(ContractJson.Default);

    public JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    /// <exception cref="JsonException">It is nothing of the kind.</exception>
    public T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, TypeOf<T>()) ?? throw new JsonException("it is null");

    /// <summary>The serializer itself looks at members only; no list of ours has an item that may be null.</summary>
    private static void RefuseNullItems(JsonTypeInfo type)
    {
        if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType.IsValueType: false })
        {
            type.OnDeserialized = list => RefuseNull((IEnumerable)list);
        }
    }

    private static void RefuseNull(IEnumerable list)
    {
        foreach (var item in list)
        {
            _ = item ?? throw new JsonException("an item of a list is null");
        }
    }
}
