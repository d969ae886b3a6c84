using System.Net;

namespace PeerShare.Engine.Policies;

/// <summary>When the addresses that a ring peer dials may be dialled again.</summary>
internal sealed class RingContacts
{
    private readonly Dictionary<IPEndPoint, Contact> contacts = [];

    public Contact? Find(IPEndPoint address) => contacts.GetValueOrDefault(address);

    public Contact Of(IPEndPoint address)
    {
        if (!contacts.TryGetValue(address, out var contact))
        {
            contacts.Add(address, contact = new Contact());
        }

        return contact;
    }

    /// <summary>Nobody will ask for it again, unless it is being dialled.</summary>
    public void Forget(IPEndPoint address)
    {
        if (Find(address) is { IsDialling: false })
        {
            contacts.Remove(address);
        }
    }

    internal sealed class Contact
    {
        private const int RetryEvery = 1_000;
        private const int LongestRetry = 15_000;
        private const int RestWhenUseless = 10_000;
        private const int RestWhenBanned = 600_000;

        private int failures;
        private long notBefore = long.MinValue;

        public bool IsDialling { get; set; }

        /// <summary>When it was last chosen to stand in, in milliseconds.</summary>
        public long LastTried { get; set; } = long.MinValue;

        public bool IsDue(long now) => !IsDialling && now >= notBefore;

        public void Reached() => (IsDialling, notBefore, failures) = (false, long.MinValue, 0);

        /// <summary>The link ended. One that hardly began is no better than none: without a pause we would dial without end.</summary>
        public void Lost(long since, long now)
        {
            IsDialling = false;
            notBefore = Math.Max(notBefore, now - since < RetryEvery ? now + RetryEvery : now);
        }

        /// <param name="now">Milliseconds.</param>
        /// <param name="patiently">Each time in a row it is left alone twice as long; else it is tried every second.</param>
        public void Failed(long now, bool patiently)
        {
            IsDialling = false;
            failures = patiently ? Math.Min(failures + 1, 5) : 0;
            notBefore = now + (patiently ? Math.Min(RetryEvery << (failures - 1), LongestRetry) : RetryEvery);
        }

        /// <summary>Whoever is there is banned.</summary>
        public void Shun(long now) => (IsDialling, notBefore) = (false, now + RestWhenBanned);

        /// <summary>It was reached and had nothing for us.</summary>
        public void Rest(long now) => notBefore = now + RestWhenUseless;
    }
}
