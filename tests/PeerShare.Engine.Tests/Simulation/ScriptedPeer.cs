using PeerShare.Engine.Policies;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>A peer without a swarm that says what a test makes it say.</summary>
internal sealed class ScriptedPeer : SimulatedPeer
{
    private readonly bool fast;

    public ScriptedPeer(SwarmSimulator simulator, int number, bool fast = true)
        : base(simulator, number)
    {
        this.fast = fast;
        IsAlive = true;
    }

    public override bool Fast => fast;

    public override bool Extended => false;

    /// <summary>Said when a link is up.</summary>
    public Action<LinkEnd> Greets { get; init; } = _ => { };

    /// <summary>Said to each message.</summary>
    public Action<LinkEnd, PeerMessage> Replies { get; init; } = (_, _) => { };

    public List<PeerMessage> Heard { get; } = [];

    public List<string> Goodbyes { get; } = [];

    public override void Linked(LinkEnd end, PeerCard card)
    {
        Ends.Add(end.Id, end);
        Greets(end);
    }

    public override void Ended(LinkEnd end, string reason)
    {
        Ends.Remove(end.Id);
        Goodbyes.Add(reason);
    }

    public override void Receive(LinkEnd end, List<Arrival> arrivals)
    {
        foreach (var message in arrivals.ConvertAll(arrival => arrival.Message))
        {
            Heard.Add(message);
            Replies(end, message);
        }
    }
}
