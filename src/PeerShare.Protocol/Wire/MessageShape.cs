namespace PeerShare.Protocol.Wire;

/// <summary>What follows the id byte of a message.</summary>
/// <param name="Numbers">How many big-endian u32 come first.</param>
/// <param name="ExtensionId">One byte follows.</param>
/// <param name="LeastPayload">Fewest bytes of payload at the end.</param>
/// <param name="MostPayload">Most bytes of payload at the end.</param>
internal readonly record struct MessageShape(int Numbers, bool ExtensionId, int LeastPayload, int MostPayload)
{
    private static readonly MessageShape Bare = new(0, false, 0, 0);
    private static readonly MessageShape OnePiece = new(1, false, 0, 0);
    private static readonly MessageShape Range = new(3, false, 0, 0);

    /// <summary>Bytes between the id and the payload.</summary>
    public int Fixed => 4 * Numbers + (ExtensionId ? 1 : 0);

    public static MessageShape Of(PeerMessageKind kind) => kind switch
    {
        PeerMessageKind.Have or PeerMessageKind.Suggest or PeerMessageKind.AllowedFast => OnePiece,
        PeerMessageKind.Request or PeerMessageKind.Cancel or PeerMessageKind.Reject => Range,
        PeerMessageKind.Piece => new(2, false, 1, int.MaxValue),
        PeerMessageKind.Port => new(0, false, 2, 2),
        PeerMessageKind.Extended => new(0, true, 0, int.MaxValue),
        PeerMessageKind.Bitfield or PeerMessageKind.Unknown => new(0, false, 0, int.MaxValue),
        _ => Bare,
    };

    /// <summary>Can a body of this kind have <paramref name="length"/> bytes?</summary>
    public bool Fits(int length) => length - Fixed >= LeastPayload && length - Fixed <= MostPayload;
}
