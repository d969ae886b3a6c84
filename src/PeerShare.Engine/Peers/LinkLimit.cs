namespace PeerShare.Engine.Peers;

/// <summary>Which limit leaves no room for a link.</summary>
internal enum LinkLimit
{
    None,
    Member,
    Address,
    Transfer,
    Node,
}
