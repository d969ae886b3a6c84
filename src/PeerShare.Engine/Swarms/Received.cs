using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>What became of a block's bytes when they came in.</summary>
public enum BlockFate : byte
{
    /// <summary>The message is no block.</summary>
    None,

    /// <summary>The bytes are in the piece's buffer.</summary>
    Filled,

    /// <summary>It had been asked for, but the slot was filled or its buffer closed.</summary>
    Late,

    /// <summary>It is not among what this link asked for.</summary>
    Unrequested,
}

/// <summary>One message of a run that a link received. A block's bytes have already gone to the piece's buffer or away;
/// the payload of any other message is the receiver's own copy.</summary>
public readonly record struct Received(PeerMessage Message, BlockFate Fate = BlockFate.None);
