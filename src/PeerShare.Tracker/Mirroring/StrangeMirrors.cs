using System.Net;

namespace PeerShare.Tracker.Mirroring;

/// <summary>Tells the operator of trackers that come with another key: of each address once an hour, and of few, because whoever knocks for fun
/// must fill neither the log nor the memory.</summary>
internal sealed class StrangeMirrors(TimeProvider time, Action<string> warn)
{
    public const int MostToldOf = 16;

    public static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, long> told = [];

    /// <summary>A tracker with another key came from there.</summary>
    public void Refused(IPAddress address)
    {
        if (IsNews(address))
        {
            warn($"{address} wants to mirror and does not have this cluster's key; if it is a tracker of yours, copy the key file beside the list from one to the other");
        }
    }

    private bool IsNews(IPAddress address)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            foreach (var old in told.Where(known => time.GetElapsedTime(known.Value, now) >= Quiet).ToList())
            {
                told.Remove(old.Key);
            }

            return told.Count < MostToldOf && told.TryAdd(address, now);
        }
    }
}
