using System.Net;
using PeerShare.Protocol.Contracts;
using PeerShare.Protocol.Records;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Records;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Tests.Accounts;

/// <summary>Who is right is let in, however many are right at the same moment.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private const int Pupils = 2 * LoginLimits.MostFromAddress;

    private static readonly IPAddress School = IPAddress.Parse("192.0.2.7");

    private readonly ManualTime time = new();
    private readonly ManualResetEventSlim gate = new();
    private readonly Passwords passwords;
    private Ledger ledger = null!;
    private SignIn signIn = null!;

    public SignInTests() => passwords = new Passwords(new HeldHasher(gate), cores: 2);

    public async ValueTask InitializeAsync()
    {
        ledger = await Ledger.OpenAsync(new MemoryRecordStore(), time, 1, (_, _) => { });
        (await ledger.DoAsync(new Command(new AnswerBody("x"), null, (_, draft) =>
        {
            for (var pupil = 0; pupil < Pupils; pupil++)
            {
                var user = new EntityId((uint)(pupil + 1));
                draft.Put(RecordKey.Of(RecordKind.User, user), new UserBody(Passkey: user));
                draft.Put(RecordKey.Of(RecordKind.UserName, user), new NameBody(NameOf(pupil), draft.Stamp));
                draft.Put(RecordKey.Of(RecordKind.Password, user), new PasswordBody("hash", default));
            }

            return null;
        }))).ShouldBeNull();
        signIn = new SignIn(ledger, passwords, new LoginLimits(time), new SessionTokens(new byte[32]), time);
    }

    public async ValueTask DisposeAsync()
    {
        passwords.Dispose();
        gate.Dispose();
        await ledger.DisposeAsync();
    }

    [Fact]
    public async Task All_machines_of_a_user_log_in_together() =>
        (await TogetherAsync(2 * LoginLimits.MostForUser, _ => 0)).ShouldAllBe(session => session.Refusal == null);

    [Fact]
    public async Task A_class_behind_one_address_logs_in_together() =>
        (await TogetherAsync(Pupils, pupil => pupil)).ShouldAllBe(session => session.Refusal == null);

    [Fact]
    public async Task Those_who_were_right_together_leave_nothing_that_counts_elsewhere()
    {
        await TogetherAsync(LoginLimits.MostForUser, _ => 0);

        for (var login = 0; login < LoginLimits.MostForUser; login++)
        {
            (await LogInAsync(0, IPAddress.Parse($"198.51.100.{login}"))).Refusal.ShouldBeNull();
        }
    }

    [Fact]
    public async Task Who_went_away_while_waiting_is_not_looked_at()
    {
        using var going = new CancellationTokenSource();
        var looked = Enumerable.Range(0, LoginLimits.MostForUser / 2).Select(_ => LogInAsync(0, School)).ToList();
        var gone = TryLogInAsync(0, School, going.Token);

        await going.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        gate.Set();
        (await Task.WhenAll(looked)).ShouldAllBe(session => session.Refusal == null);
    }

    private static string NameOf(int pupil) => $"pupil{pupil}";

    /// <summary>No password is looked at before all have been said.</summary>
    private async Task<Answer<Session>[]> TogetherAsync(int logins, Func<int, int> pupilOf)
    {
        var all = Enumerable.Range(0, logins).Select(login => LogInAsync(pupilOf(login), School)).ToList();
        gate.Set();
        return await Task.WhenAll(all);
    }

    private Task<Answer<Session>> LogInAsync(int pupil, IPAddress from) => TryLogInAsync(pupil, from, TestContext.Current.CancellationToken);

    private Task<Answer<Session>> TryLogInAsync(int pupil, IPAddress from, CancellationToken gone) =>
        signIn.LoginAsync(new Login(NameOf(pupil), "right", EntityId.Create().ToString()), from, gone);
}
