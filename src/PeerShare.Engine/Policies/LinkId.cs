namespace PeerShare.Engine.Policies;

/// <summary>Names one connection to a peer; never used again after it has ended.</summary>
public readonly record struct LinkId(int Number)
{
    public override string ToString() => $"link {Number}";
}
