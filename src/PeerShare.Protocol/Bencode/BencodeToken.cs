namespace PeerShare.Protocol.Bencode;

/// <summary>What <see cref="BencodeReader"/> stands on.</summary>
public enum BencodeToken
{
    /// <summary>Nothing was read yet.</summary>
    None,
    Number,
    Bytes,

    /// <summary>The bytes that name a dictionary's next value.</summary>
    Key,
    List,
    Dictionary,

    /// <summary>The end of the innermost list or dictionary.</summary>
    End,
}
