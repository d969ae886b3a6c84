using System.Text.Json;

namespace PeerShare.Protocol.Contracts;

/// <summary>How requests and answers are read: one that lacks a member is rubbish.</summary>
public static class StrictJson
{
    public static ContractJson Contract { get; } = new(new JsonSerializerOptions(ContractJson.Default.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });
}
