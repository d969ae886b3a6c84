using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Peers;

/// <summary>The first 68 bytes each way (BEP 3).</summary>
internal static class HandshakeExchange
{
    /// <summary>For both handshakes together.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <returns>Null when the other side does not speak this protocol.</returns>
    /// <exception cref="IOException">The connection ended.</exception>
    public static async Task<Handshake?> ReadAsync(Stream source, CancellationToken deadline)
    {
        var bytes = new byte[Handshake.Size];
        await source.ReadExactlyAsync(bytes, deadline).ConfigureAwait(false);
        return Handshake.TryRead(bytes, out var handshake) ? handshake : null;
    }

    /// <exception cref="IOException">The connection ended.</exception>
    public static async Task WriteAsync(Stream destination, Handshake handshake, CancellationToken deadline)
    {
        var bytes = new byte[Handshake.Size];
        handshake.Write(bytes);
        await destination.WriteAsync(bytes, deadline).ConfigureAwait(false);
    }
}
