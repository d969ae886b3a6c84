namespace PeerShare.Engine.Tests.Simulation;

/// <summary>What a node does when its swarm wants a block sent.</summary>
internal enum Answer
{
    Right,
    Wrong,
    Twice,

    /// <summary>First right, and a wrong one behind it.</summary>
    RightThenWrong,

    Nothing,

    /// <summary>Nothing, and the swarm believes that the block went out: it goes on with the next.</summary>
    Withheld,

    /// <summary>A wrong copy, eight seconds late.</summary>
    LateAndWrong,

    Unreadable,
}
