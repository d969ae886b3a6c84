using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerShare.App.Commands;
using PeerShare.App.Tracking;
using PeerShare.Engine;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Sharing;

/// <summary>The certificates by which the user who is logged in proves to peers to be a member: one for each encrypted group that
/// something is fetched or shared of, renewed long before it ends. Their keys never leave this process.</summary>
/// <param name="tracker">Issues them.</param>
/// <param name="token">The session's.</param>
/// <param name="time">Tells when to renew.</param>
internal sealed class Memberships(TrackerClient tracker, string token, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Dictionary<string, Membership> byRoot = [];

    private IReadOnlyList<Membership> All
    {
        get
        {
            lock (gate)
            {
                return [.. byRoot.Values];
            }
        }
    }

    /// <summary>Access to the torrents with a root; its certificate follows, and waits for a tracker if it must.</summary>
    /// <param name="root">As it stands in them.</param>
    /// <param name="group">The group, as it is known at any time.</param>
    public GroupAccess Of(string root, Func<GroupMark> group)
    {
        lock (gate)
        {
            if (!byRoot.TryGetValue(root, out var membership))
            {
                byRoot.Add(root, membership = new Membership(group, time));
                membership.Keeping = KeepAsync(membership);
            }

            membership.Group = group;
            return membership.Access;
        }
    }

    /// <summary>Asks anew for all: it was not heard who left.</summary>
    public void Refresh()
    {
        foreach (var membership in All)
        {
            membership.Nudge();
        }
    }

    /// <summary>Asks anew when more have left than was heard here: a notice was lost.</summary>
    /// <param name="root">Of the torrent that was announced.</param>
    /// <param name="departures">What the tracker said of its group.</param>
    public void Hear(string root, long departures)
    {
        lock (gate)
        {
            if (byRoot.TryGetValue(root, out var membership) && membership.Arrears.TryAsk(departures, membership.Access.Departures))
            {
                membership.Nudge();
            }
        }
    }

    /// <summary>Lets a former member in no more, and ends what links there are. Whoever hears it of the user's own last time here has been let in
    /// again, and needs another certificate.</summary>
    /// <param name="group">Which one.</param>
    /// <param name="former">Who left it.</param>
    public void Expel(GroupMark group, FormerMember former)
    {
        foreach (var membership in All.Where(membership => group.IsSame(membership.Mark)))
        {
            Expel(membership.Access, former);
            if (membership.IsOver)
            {
                membership.Nudge();
            }
        }
    }

    /// <summary>Renews nothing any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(All.Select(membership => membership.Keeping));
        ending.Dispose();
    }

    private static void Expel(GroupAccess access, FormerMember former)
    {
        if (EntityId.TryParse(former.Member, out var member))
        {
            access.Expel(member, former.Epoch);
        }
    }

    /// <summary>Until it is disposed. A refusal is no end: the user may be let in again.</summary>
    private async Task KeepAsync(Membership membership)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=member", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        while (!ending.IsCancellationRequested)
        {
            var wait = await RenewAsync(membership, key, request);
            await membership.WaitAsync(wait, ending.Token);
        }
    }

    /// <returns>How long it is good to wait.</returns>
    private async Task<TimeSpan> RenewAsync(Membership membership, ECDsa key, byte[] request)
    {
        try
        {
            var group = membership.Mark;
            var issued = await tracker.CertificateAsync(token, new CertificateWanted(group.Name, request, group.Id), ending.Token);
            using var bare = X509Certificate2.CreateFromPem(issued.Pem);
            membership.Subject = MemberSubject.TryRead(bare.SubjectName, out var subject) ? subject : null;
            foreach (var former in issued.Former)
            {
                Expel(membership.Access, former);
            }

            var certificate = bare.CopyWithPrivateKey(key);
            membership.Access.Show(certificate);
            var left = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
            return left / 2 > AgainAfter && !membership.IsOver ? left / 2 : AgainAfter;
        }
        catch (Exception failure) when (failure is CommandFailure or CryptographicException or ArgumentException or OperationCanceledException)
        {
            return AgainAfter;
        }
    }

    private sealed class Membership(Func<GroupMark> group, TimeProvider time)
    {
        private volatile TaskCompletionSource nudged = Fresh();
        private volatile MemberSubject? subject;

        public GroupAccess Access { get; } = new();

        public Arrears Arrears { get; } = new(time);

        public Func<GroupMark> Group { get; set; } = group;

        /// <summary>As the certificate says; null before the first.</summary>
        public MemberSubject? Subject
        {
            get => subject;
            set => subject = value;
        }

        /// <summary>What is shared may not tell the id; a certificate does.</summary>
        public GroupMark Mark => Group() is var known && subject is { } mine ? known with { Id = mine.Group.ToString() } : known;

        /// <summary>The certificate is of a time that is over, so that nobody lets it in.</summary>
        public bool IsOver => Access.IsExpelled(subject);

        public Task Keeping { get; set; } = Task.CompletedTask;

        public void Nudge() => nudged.TrySetResult();

        /// <summary>Until the time is over, or a nudge.</summary>
        public async Task WaitAsync(TimeSpan atMost, CancellationToken ended)
        {
            await nudged.Task.WaitAsync(atMost, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            nudged = Fresh();
        }

        private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
