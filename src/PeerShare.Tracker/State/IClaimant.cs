using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker.State;

/// <summary>Something that claims a name: a user, a group, a file.</summary>
internal interface IClaimant
{
    EntityId Id { get; }

    /// <summary>As it was claimed, without a mark.</summary>
    string Name { get; }

    Stamp Claimed { get; }
}
