using System.Net;
using System.Text;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;

namespace PeerShare.EndToEnd.Tests.Mirrors;

/// <summary>One tracker of a pair has no room left.</summary>
public sealed class FullMirrorTests : StagedTest
{
    [Fact]
    public async Task The_other_goes_on_the_full_one_refuses_and_both_have_the_same_when_there_is_room()
    {
        var disk = await SmallDisk.MountAsync(Stage, "disk", "size=6m");
        var ballast = Path.Combine(disk, "ballast");
        using var pair = new Pair(Stage);
        await Task.WhenAll(pair.StartAsync(0), pair.StartAsync(1, "--data", Path.Combine(disk, "tracker")));
        await pair.UntilAlikeAsync();
        await pair.LoginAsync();
        await SmallDisk.FillAsync(ballast);

        List<string> answered = [];
        string? refusal = null;
        while (refusal is null)
        {
            await FoundAsync(pair, answered);
            refusal = await RefusalAsync(pair, answered);
        }

        refusal.ShouldMatch("the tracker cannot write to its disk .*full");
        for (var number = 0; number < 20; number++)
        {
            await FoundAsync(pair, answered);
        }

        File.Delete(ballast);
        await pair.UntilAlikeAsync();
        (await RefusalAsync(pair, answered)).ShouldBeNull();
        await pair.UntilAlikeAsync();
        foreach (var tracker in new[] { 0, 1 })
        {
            (await pair.GroupsAsync(tracker)).Order().ShouldBe(answered.Order(), $"tracker {tracker + 1}");
        }
    }

    /// <summary>Tracker 1 must take it at once.</summary>
    private static async Task FoundAsync(Pair pair, List<string> answered)
    {
        var name = $"one-{answered.Count}";
        var (status, answer) = await pair.SendAsync(0, Routes.CreateGroup, Pair.NewGroup(name), Pair.FreshId());
        ((int)status).ShouldBeInRange(200, 299, Encoding.UTF8.GetString(answer));
        answered.Add(name);
    }

    /// <summary>What tracker 2, whose disk is full, says to a write.</summary>
    private static async Task<string?> RefusalAsync(Pair pair, List<string> answered)
    {
        var name = $"two-{answered.Count}";
        var (status, answer) = await pair.SendAsync(1, Routes.CreateGroup, Pair.NewGroup(name), Pair.FreshId());
        if (status == HttpStatusCode.ServiceUnavailable)
        {
            return Encoding.UTF8.GetString(answer);
        }

        answered.Add(name);
        return null;
    }
}
