using PeerShare.App.Commands;
using PeerShare.App.Sharing;

namespace PeerShare.App.Tests.Client;

/// <summary>Where a download may go.</summary>
public sealed class DestinationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("..", "leads to another directory")]
    [InlineData("../../etc/passwd", "contains a path separator")]
    [InlineData("/etc/passwd", "contains a path separator")]
    [InlineData("..\\up", "contains a path separator")]
    [InlineData("C:up", "contains a colon")]
    [InlineData("NUL.txt", "is a device on Windows")]
    [InlineData("a\u0007b", "contains a control character")]
    [InlineData("end ", "ends in a dot or a space")]
    public void A_name_of_the_catalogue_never_leads_out_of_the_folder(string name, string fault) =>
        Refusal(folder.Path, name).ShouldContain(fault);

    [Fact]
    public void A_name_of_three_hundred_bytes_is_refused_wherever_it_comes_from()
    {
        var name = new string('ä', 150);

        Refusal(folder.Path, name).ShouldContain("is longer than 255 bytes");
        Refusal(Path.Combine(folder.Path, name), "film").ShouldContain("is longer than 255 bytes");
    }

    [Fact]
    public void What_is_there_is_not_overwritten_a_dead_link_neither()
    {
        File.CreateSymbolicLink(Path.Combine(folder.Path, "film"), "/nowhere");
        folder.Folder("other/film");

        Refusal(folder.Path, "film").ShouldContain("is there already and is not overwritten");
        Refusal(Path.Combine(folder.Path, "other"), "film").ShouldContain("is there already and is not overwritten");
    }

    [Fact]
    public void A_folder_that_is_missing_or_cannot_be_written_is_named()
    {
        Refusal(Path.Combine(folder.Path, "no", "film"), "film").ShouldBe($"there is no folder {folder.Path}/no; make it first");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc, where nobody can write");
        Refusal("/proc", "film").ShouldBe("/proc cannot be written; give another destination");
    }

    [Fact]
    public void What_other_downloads_still_need_is_not_free()
    {
        var free = new DriveInfo(folder.Path).AvailableFreeSpace;

        Refusal(folder.Path, "film", bytes: 2 * free).ShouldMatch("has [0-9,]+ B free and film needs [0-9,]+ B; free some space or give another destination$");
        Refusal(folder.Path, "film", bytes: free / 2, promised: free).ShouldMatch("free, other downloads still need [0-9,]+ B of it, and film needs [0-9,]+ B");
        Destination.Check(folder.Path, "film", free / 4, _ => free / 4).ShouldBe(new Destination(folder.Path, "film"));
    }

    [Fact]
    public void A_place_that_was_given_away_is_kept_with_its_name_and_its_space()
    {
        var most = new DriveInfo(folder.Path).AvailableFreeSpace / 4 * 3;
        var places = new Places(() => []);
        using (places.Take(folder.Path, "film", most))
        {
            Should.Throw<CommandFailure>(() => places.Take(folder.Path, "other", most)).Message.ShouldContain("free, other downloads still need");
            Should.Throw<CommandFailure>(() => places.Take(folder.Path, "film", 1)).Message
                .ShouldBe($"another download goes to {folder.Path}/film; give the destination another name");
        }

        places.Take(folder.Path, "other", most).Dispose();
    }

    [Fact]
    public void Folders_of_one_volume_share_its_space()
    {
        Destination.VolumeOf(folder.Folder("a")).ShouldBe(Destination.VolumeOf(folder.Folder("b")));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc, a volume of its own");
        Destination.VolumeOf("/proc/self").ShouldBe("/proc");
        Destination.VolumeOf("/proceed").ShouldNotBe("/proc");
    }

    private static string Refusal(string path, string name, long bytes = 10, long promised = 0) =>
        Should.Throw<CommandFailure>(() => Destination.Check(path, name, bytes, _ => promised)).Message;
}
