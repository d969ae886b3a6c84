using System.Text;
using PeerShare.App.Commands;
using PeerShare.App.Hosting;

namespace PeerShare.App.Tracking;

/// <summary>Who vouched for the trackers when they were first used: a file of one line in the client's folder. Deleted, the next use is
/// the first again.</summary>
internal sealed class TrackerPin
{
    private const string FileName = "tracker-pin";

    private readonly Action<string> notice;

    /// <param name="folder">The client's.</param>
    /// <param name="notice">Told when the file cannot be written.</param>
    /// <exception cref="CommandFailure">The file is damaged; what it said is not guessed.</exception>
    public TrackerPin(string folder, Action<string> notice)
    {
        this.notice = notice;
        Path = System.IO.Path.Combine(folder, FileName);
        if (!File.Exists(Path))
        {
            return;
        }

        Known = Voucher.TryParse(File.ReadAllText(Path).Trim(), out var known)
            ? known
            : throw new CommandFailure($"{Path} does not say who vouches for the trackers; delete it to trust what they show next");
    }

    public string Path { get; }

    /// <summary>Null before the first use.</summary>
    public Voucher? Known { get; private set; }

    public void Keep(Voucher first)
    {
        Known = first;
        try
        {
            PrivateFile.Write(Path, Encoding.ASCII.GetBytes($"{first}\n"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            notice($"warning: who vouches for the trackers could not be written down: {failure.Message}");
        }
    }
}
