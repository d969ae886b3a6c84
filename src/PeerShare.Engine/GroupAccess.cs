using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using PeerShare.Protocol.Certificates;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine;

/// <summary>What a node shows to the peers of encrypted torrents, and whom of them it does not let in: one for all torrents with the
/// same root. Until it has a certificate to show, connections wait for one.</summary>
public sealed class GroupAccess
{
    /// <summary>Why links with expelled members end.</summary>
    internal const string Left = "the peer is no member of the group any more";

    private readonly Lock gate = new();
    private readonly HashSet<Guest> guests = [];

    /// <summary>The last epoch of each expelled member.</summary>
    private readonly Dictionary<EntityId, int> expelled = [];

    private volatile TaskCompletionSource<SslStreamCertificateContext> shown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Access with nothing to show yet.</summary>
    public GroupAccess()
    {
    }

    /// <summary>Access for as long as a certificate counts.</summary>
    /// <param name="certificate">With its private key.</param>
    public GroupAccess(X509Certificate2 certificate) => Show(certificate);

    /// <summary>How many times of members are over, as far as it was heard here: never more than there are.</summary>
    public long Departures
    {
        get
        {
            lock (gate)
            {
                return expelled.Values.Sum(epoch => (long)epoch);
            }
        }
    }

    /// <summary>Shows a certificate from now on; connections that stand end with the certificates that they were made with.</summary>
    /// <param name="certificate">With its private key.</param>
    public void Show(X509Certificate2 certificate)
    {
        var context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        if (!shown.TrySetResult(context))
        {
            var renewed = new TaskCompletionSource<SslStreamCertificateContext>();
            renewed.SetResult(context);
            shown = renewed;
        }
    }

    /// <summary>Resets the connections with a member at once, and makes no more.</summary>
    /// <param name="member">The user.</param>
    /// <param name="epoch">The last of the user's times in the group that is over.</param>
    public void Expel(EntityId member, int epoch)
    {
        List<Guest> leaving;
        lock (gate)
        {
            expelled[member] = Math.Max(epoch, expelled.GetValueOrDefault(member));
            leaving = [.. guests.Where(guest => IsOver(guest.Subject))];
        }

        foreach (var guest in leaving)
        {
            guest.Reset();
        }
    }

    /// <summary>Whether a certificate is of a time that is over, as far as it was heard here.</summary>
    /// <param name="subject">Whom it names; null for one that no tracker of ours made.</param>
    public bool IsExpelled(MemberSubject? subject)
    {
        lock (gate)
        {
            return IsOver(subject);
        }
    }

    /// <summary>What new connections are made with, as soon as there is anything.</summary>
    internal Task<SslStreamCertificateContext> ShownAsync(CancellationToken deadline) => shown.Task.WaitAsync(deadline);

    /// <summary>Notes a connection, to be reset when its member is expelled. Dispose the note when the connection has ended.</summary>
    /// <param name="subject">Whom the peer's certificate names; null for one that no tracker of ours made.</param>
    /// <param name="reset">Ends the connection and drops what is not sent yet.</param>
    /// <returns>Null when the member has been expelled.</returns>
    internal IDisposable? TryEnter(MemberSubject? subject, Action reset)
    {
        lock (gate)
        {
            if (IsOver(subject))
            {
                return null;
            }

            var guest = new Guest(this, subject, reset);
            guests.Add(guest);
            return guest;
        }
    }

    private bool IsOver(MemberSubject? subject) => subject is not null && subject.Epoch <= expelled.GetValueOrDefault(subject.Member);

    private sealed class Guest(GroupAccess access, MemberSubject? subject, Action reset) : IDisposable
    {
        public MemberSubject? Subject => subject;

        public void Reset() => reset();

        public void Dispose()
        {
            lock (access.gate)
            {
                access.guests.Remove(this);
            }
        }
    }
}
