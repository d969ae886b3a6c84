using System.Net;
using Microsoft.AspNetCore.Connections;
using PeerShare.Tracker.Hosting;

namespace PeerShare.Tracker.Tests.Hosting;

public sealed class ConnectionsOfAddressTests
{
    private readonly ConnectionsOfAddress limit = new(2);
    private readonly TaskCompletionSource over = new();

    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", "192.0.2.8")]
    [InlineData("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")]
    public async Task One_address_has_only_so_many_and_others_are_not_kept_out_by_that(string one, string same, string other)
    {
        var (first, second) = (Open(one), Open(same));
        Open(one).IsCompletedSuccessfully.ShouldBeTrue();
        var another = Open(other);

        new[] { first, second, another }.ShouldAllBe(connection => !connection.IsCompleted);
        over.SetResult();
        await Task.WhenAll(first, second, another);
    }

    [Fact]
    public async Task Who_ends_makes_room()
    {
        var first = Open("192.0.2.7");
        over.SetResult();
        await first;
        var taken = 0;
        for (var turn = 0; turn < 10; turn++)
        {
            await limit.AnswerAsync(ConnectionOf("192.0.2.7"), _ =>
            {
                taken++;
                return Task.CompletedTask;
            });
        }

        taken.ShouldBe(10);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.2")]
    [InlineData("::1")]
    public async Task This_machine_is_not_counted(string address)
    {
        var open = Enumerable.Range(0, 10).Select(_ => Open(address)).ToList();

        open.ShouldAllBe(connection => !connection.IsCompleted);
        over.SetResult();
        await Task.WhenAll(open);
    }

    private static DefaultConnectionContext ConnectionOf(string address) => new() { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 5000) };

    /// <summary>Ends with the test, or at once when it is one too many.</summary>
    private Task Open(string address) => limit.AnswerAsync(ConnectionOf(address), _ => over.Task);
}
