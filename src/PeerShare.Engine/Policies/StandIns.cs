using System.Net;

namespace PeerShare.Engine.Policies;

/// <summary>Who may stand in for a dead download neighbour. Peers that we chose to dial name the best ones; what peers that came to
/// us say is tried last, so that a stranger with a thousand addresses keeps nobody from the real ones.</summary>
internal sealed class StandIns
{
    /// <summary>Addresses kept of each kind.</summary>
    public const int Most = 500;

    private readonly List<IPEndPoint> told = [];
    private readonly List<IPEndPoint> hearsay = [];
    private readonly HashSet<IPEndPoint> all = [];

    public bool Contains(IPEndPoint address) => all.Contains(address);

    /// <summary>From now on the first to be tried.</summary>
    public void Prefer(IPEndPoint address)
    {
        told.Remove(address);
        hearsay.Remove(address);
        if (told.Count == Most)
        {
            all.Remove(told[^1]);
            told.RemoveAt(Most - 1);
        }

        told.Insert(0, address);
        all.Add(address);
    }

    /// <param name="address">To be tried after those that are known already.</param>
    /// <param name="trusted">A peer that we dialled says so.</param>
    public void Add(IPEndPoint address, bool trusted)
    {
        if (trusted && told.Count < Most && (all.Add(address) || hearsay.Remove(address)))
        {
            told.Add(address);
        }
        else if (!trusted && all.Add(address))
        {
            hearsay.Add(address);
            ForgetTheOldest();
        }
    }

    /// <summary>The one that was tried least recently, among the best that may be tried.</summary>
    /// <param name="maybe">May it be tried now?</param>
    /// <param name="lastTried">When it was, in milliseconds.</param>
    public IPEndPoint? Choose(Func<IPEndPoint, bool> maybe, Func<IPEndPoint, long> lastTried) =>
        told.Where(maybe).MinBy(lastTried) ?? hearsay.Where(maybe).MinBy(lastTried);

    private void ForgetTheOldest()
    {
        if (hearsay.Count > Most)
        {
            all.Remove(hearsay[0]);
            hearsay.RemoveAt(0);
        }
    }
}
