namespace PeerShare.Protocol.Bencode;

/// <summary>How the keys of a dictionary must follow one another.</summary>
public enum BencodeOrder
{
    /// <summary>Any order, as some clients write them.</summary>
    Any,

    /// <summary>Ascending as raw bytes, as BEP 3 wants it.</summary>
    Ascending,
}
