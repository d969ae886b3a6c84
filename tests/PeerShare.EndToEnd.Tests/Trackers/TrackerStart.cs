using System.Net;
using PeerShare.EndToEnd.Tests.Staging;
using PeerShare.Protocol.Values;
using PeerShare.Tracker.Tests;

namespace PeerShare.EndToEnd.Tests.Trackers;

/// <summary>The tracker as a process, on a free port.</summary>
internal static class TrackerStart
{
    public static async Task<(Player Tracker, TestClient Client)> StartTrackerAsync(this Stage stage, string data)
    {
        await File.WriteAllTextAsync(stage.In("tracker_info.txt"), "127.0.0.1:1\n");
        var tracker = stage.Start("tracker", "tracker_info.txt", "1", "--data", data, "--listen", "127.0.0.1:0", "--max-groups", "1000000");
        var place = IPEndPoint.Parse((await tracker.SaysAsync("^listening on (.+)$")).Groups[1].Value);
        return (tracker, new TestClient(place, EntityId.Create()));
    }
}
