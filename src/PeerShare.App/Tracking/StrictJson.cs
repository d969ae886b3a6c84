using System.Text.Json;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Tracking;

/// <summary>How answers are read: one that lacks a member is rubbish.</summary>
internal static class StrictJson
{
    public static ContractJson Contract { get; } = new(new JsonSerializerOptions(ContractJson.Default.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });
}
