using System.Security.Cryptography;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Hosting;

/// <summary>What a client keeps between its runs: the node's id, who is logged in, what each user fetches and shares from here. One
/// client at a time.</summary>
internal sealed class NodeFolder : IDisposable
{
    private const int IdDigits = 32;

    private readonly FileStream held;

    private NodeFolder(string path, FileStream held)
    {
        Root = path;
        this.held = held;
        NodeId = ReadNodeId();
    }

    public string Root { get; }

    /// <summary>32 hexadecimal digits, the same in every run.</summary>
    public string NodeId { get; }

    private string SessionPath => Path.Combine(Root, "session.json");

    private string TrackersPath => Path.Combine(Root, "trackers.json");

    /// <exception cref="CommandFailure">Another client has it, or it cannot be written.</exception>
    public static NodeFolder Open(string path)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
        {
            throw new CommandFailure($"{path} is a file; name a folder with --data");
        }

        PrivateFile.Folder(path);
        try
        {
            return new NodeFolder(path, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken)
        {
            throw new CommandFailure($"{path} is used by a client that runs; name another folder with --data", taken);
        }
    }

    /// <summary>The folder of what this user fetches and shares.</summary>
    public string HoldingsOf(string userId) =>
        PrivateFile.Folder(Path.Combine(Root, "users", userId.All(char.IsAsciiLetterOrDigit) ? userId : "other"));

    /// <returns>Null when nobody is logged in.</returns>
    public Session? ReadSession() => PrivateFile.Read<Session>(SessionPath);

    public void Keep(Session? session)
    {
        if (session is null)
        {
            File.Delete(SessionPath);
        }
        else
        {
            PrivateFile.Write(SessionPath, session, HostingJson.Default.Session);
        }
    }

    /// <returns>The trackers that were learned of in earlier runs.</returns>
    public IReadOnlyList<Address> ReadTrackers() =>
        [.. (PrivateFile.Read<string[]>(TrackersPath) ?? []).Select(AddressIn).OfType<Address>()];

    /// <inheritdoc cref="ReadTrackers"/>
    public void KeepTrackers(IEnumerable<Address> trackers) =>
        PrivateFile.Write(TrackersPath, [.. trackers.Select(tracker => tracker.ToString())], HostingJson.Default.StringArray);

    public void Dispose() => held.Dispose();

    private static Address? AddressIn(string text) => Address.TryParse(text, out var address, out _) ? address : null;

    private string ReadNodeId()
    {
        var path = Path.Combine(Root, "node-id");
        var known = File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        if (known.Length == IdDigits && known.All(char.IsAsciiHexDigitLower))
        {
            return known;
        }

        var fresh = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdDigits / 2));
        PrivateFile.Write(path, System.Text.Encoding.ASCII.GetBytes(fresh));
        return fresh;
    }
}
