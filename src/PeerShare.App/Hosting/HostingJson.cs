using System.Text.Json.Serialization;
using PeerShare.App.Sharing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Hosting;

/// <summary>What a client keeps in its folder and says over its socket, as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(HoldingRecord))]
[JsonSerializable(typeof(RunningClient))]
[JsonSerializable(typeof(CallRequest))]
[JsonSerializable(typeof(CallFrame))]
internal sealed partial class HostingJson : JsonSerializerContext;

/// <summary>What is read, and may have been damaged, or be nobody's of ours.</summary>
internal static class HostingNotes
{
    public static StrictJson Json { get; } = new(HostingJson.Default);
}
