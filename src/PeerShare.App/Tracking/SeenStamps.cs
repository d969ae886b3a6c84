using PeerShare.Protocol.Records;

namespace PeerShare.App.Tracking;

/// <summary>How far the answers went that this client has had: what it has done and seen at one tracker it wants to find at the next.</summary>
internal sealed class SeenStamps
{
    /// <summary>Each start of a tracker that has written something takes one.</summary>
    private const int MostKept = 32;

    private readonly Lock gate = new();
    private VersionVector seen = VersionVector.Empty;

    /// <summary>As it is sent, the stamps separated by spaces.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            return seen.ToString();
        }
    }

    /// <summary>Takes in what an answer says, as it came.</summary>
    public void Add(string told)
    {
        var stamps = VersionVector.Read(told, MostKept);
        lock (gate)
        {
            seen = seen.With(stamps).Latest(MostKept);
        }
    }

    /// <summary>No tracker that can be reached has it.</summary>
    public void Forget()
    {
        lock (gate)
        {
            seen = VersionVector.Empty;
        }
    }
}
