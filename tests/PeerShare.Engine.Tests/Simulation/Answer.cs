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
    Unreadable,
}
