using System.Net;
using System.Net.Http.Json;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Contracts;

namespace PeerShare.EndToEnd.Tests.Mirrors;

/// <summary>A tracker that is stopped in the middle of everything, and goes on later.</summary>
public sealed class StopTests : StagedTest
{
    [Fact]
    public async Task A_tracker_that_goes_on_does_not_do_again_what_the_other_did_meanwhile()
    {
        using var pair = new Pair(Stage);
        await Task.WhenAll(pair.StartAsync(0), pair.StartAsync(1));
        await pair.UntilAlikeAsync();
        await pair.LoginAsync();
        await pair.DoAsync(Routes.CreateGroup, Pair.NewGroup("first"), 0);

        pair[0].Send(Signal.Stop);
        var request = Pair.FreshId();
        var stopped = pair.SendAsync(0, Routes.RenameGroup, Renamed("first", "second"), request);
        (await pair.SendAsync(1, Routes.RenameGroup, Renamed("first", "second"), request)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await pair.SendAsync(1, Routes.RenameGroup, Renamed("second", "third"), Pair.FreshId())).Status.ShouldBe(HttpStatusCode.NoContent);
        await pair.UntilOtherIsAwayAsync(1);
        pair[0].Send(Signal.Continue);

        (await stopped).Status.ShouldBe(HttpStatusCode.NoContent);
        await pair.UntilAlikeAsync();
        (await pair.GroupsAsync(0)).ShouldBe(["third"]);
        (await pair.GroupsAsync(1)).ShouldBe(["third"]);
    }

    private static JsonContent Renamed(string name, string fresh) => JsonContent.Create(new Rename(name, fresh), ContractJson.Default.Rename);
}
