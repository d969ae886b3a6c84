namespace PeerShare.Protocol.Wire;

/// <summary>What <see cref="PeerCodec.TryDecode"/> found at the front of a buffer.</summary>
public enum DecodeStatus
{
    /// <summary>The beginning of a message; read more.</summary>
    NeedMore,

    /// <summary>A whole message.</summary>
    Message,

    /// <summary>Bytes that no honest peer sends: end the link.</summary>
    Malformed,
}
