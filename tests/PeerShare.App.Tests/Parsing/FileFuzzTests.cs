using System.Text;
using PeerShare.App.Commands;
using PeerShare.App.Hosting;
using PeerShare.App.Parsing;

namespace PeerShare.App.Tests.Parsing;

/// <summary>Files that were damaged or made by somebody else: what cannot be understood is told in a line, or is as if it were not there.</summary>
public sealed class FileFuzzTests : IDisposable
{
    private const int Cases = 2_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_mutated_list_of_trackers_is_refused_in_a_line_or_names_trackers() => Fuzz.Try(
        Cases,
        ["127.0.0.1:5000\n[::1]:5001 sha256:ab12\n"u8.ToArray(), "# ours\ntracker.example\n5000\r\n10.0.0.1 5001\n"u8.ToArray()],
        bytes =>
        {
            try
            {
                TrackerList.Parse(Encoding.UTF8.GetString(bytes).Split('\n'), "list").ShouldNotBeEmpty();
            }
            catch (CommandFailure refused)
            {
                refused.Message.ShouldNotContain('\n');
            }
        });

    [Theory]
    [InlineData("trackers.json", "[\"127.0.0.1:5000\",\"[::1]:5001\",null]")]
    [InlineData("session.json", "{\"token\":\"a\",\"userId\":\"00\",\"name\":\"alice\",\"passkey\":\"b\",\"expires\":\"2026-12-21T00:00:00+00:00\"}")]
    public void A_mutated_note_of_a_client_is_read_or_as_if_it_were_not_there(string name, string good) => Fuzz.Try(Cases / 10, [Encoding.UTF8.GetBytes(good)], bytes =>
    {
        File.WriteAllBytes(Path.Combine(folder.Path, name), bytes);
        using var opened = NodeFolder.Open(folder.Path);
        opened.ReadTrackers().Count.ShouldBeLessThanOrEqualTo(bytes.Length);
        opened.ReadSession();
    });
}
