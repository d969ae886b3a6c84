using PeerShare.Protocol.Contracts;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.Tests.Events;

namespace PeerShare.Tracker.Tests.Hosting;

/// <summary>Answers that nobody reads fill no memory.</summary>
public sealed class QuestionTests
{
    [Fact]
    public async Task So_many_of_a_user_are_answered_at_a_time_and_commands_events_and_others_do_not_wait_for_that()
    {
        await using var stage = await TrackerStage.StartAsync();
        var users = await stage.UsersAsync("alice", "bob");
        var (alice, bob) = (users[0], users[1]);
        List<IDisposable> slow = [];
        for (var question = 0; question < TrackerApi.MostQuestionsAtOnce; question++)
        {
            slow.Add(await RawCaller.HoldUpAsync(stage.Host.Endpoint, Routes.ListFiles, alice.Session!.Token));
        }

        var next = alice.GroupsAsync();
        await using var events = await EventReader.OpenAsync(alice);
        (await alice.CreateGroupAsync("g1")).ShouldBe("");
        (await bob.GroupsAsync()).ShouldBe("g1:1:None");
        next.IsCompleted.ShouldBeFalse();
        slow.ForEach(question => question.Dispose());
        (await next).ShouldBe("g1:1:Owner");
    }
}
