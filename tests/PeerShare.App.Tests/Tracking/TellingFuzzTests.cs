using PeerShare.App.Parsing;
using PeerShare.App.Tracking;

namespace PeerShare.App.Tests.Tracking;

public sealed class TellingFuzzTests
{
    [Fact]
    public void What_a_tracker_tells_of_the_others_mutated_is_refused_or_fit_to_be_connected_to_and_shown() => Fuzz.Try(
        20_000,
        [
            "[{\"address\":\"192.0.2.1:5000\",\"state\":\"Self\",\"behindSeconds\":0,\"problem\":null},{\"address\":\"[2001:db8::1]:5001\",\"state\":\"Away\",\"behindSeconds\":1.5,\"problem\":\"gone\"}]"u8.ToArray(),
            "[{\"address\":\"tracker.example:5000\",\"state\":\"Up\",\"behindSeconds\":1e3,\"problem\":\"a\\u001b[2J\\n\"},null]"u8.ToArray(),
        ],
        bytes =>
        {
            if (TrackerTelling.TryRead(bytes, new Address("192.0.2.9", 5000), out var told))
            {
                told.Others.Keys.ShouldAllBe(address => Uri.IsWellFormedUriString($"https://{address}/", UriKind.Absolute));
                told.Others.Values.ShouldAllBe(line => line.BehindSeconds >= 0 && (line.Problem == null || !line.Problem.Any(char.IsControl)));
            }
        });
}
