using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using PeerShare.App.Commands;

namespace PeerShare.App.Hosting;

/// <summary>This user's running clients, one file for each. What a killed client left is removed by whoever finds it.</summary>
/// <param name="root">The folder of those files.</param>
internal sealed class ClientRegistry(string root)
{
    /// <summary>A system's limit of a socket's path is 104 to 108 bytes.</summary>
    private const int LongestSocketPath = 100;

    private const string SocketName = "node.sock";
    private const string NoteName = "client.json";

    /// <summary>The runtime folder of the user's session when there is one, else the state folder.</summary>
    public static ClientRegistry OfUser()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var root = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime) ? runtime
            : Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? state
            : Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), ".local", "state");
        return new ClientRegistry(Path.Combine(root, "peershare", "clients"));
    }

    /// <summary>Where the client of that folder takes commands: in the folder, unless the path would be too long for a socket.</summary>
    public string SocketOf(string folder)
    {
        var usual = Path.Combine(folder, SocketName);
        return Encoding.UTF8.GetByteCount(usual) <= LongestSocketPath ? usual : Path.Combine(root, $"{KeyOf(folder)[..16]}.sock");
    }

    /// <summary>Lists a client until the answer is disposed.</summary>
    public IDisposable Enter(RunningClient client)
    {
        var notes = new[] { Path.Combine(PrivateFile.Folder(root), $"{KeyOf(client.Folder)}.json"), Path.Combine(client.Folder, NoteName) };
        foreach (var note in notes)
        {
            PrivateFile.Write(note, client, HostingJson.Default.RunningClient);
        }

        return new Entry(notes);
    }

    /// <summary>The client that a command is meant for.</summary>
    /// <param name="named">The folder that the user named, or null.</param>
    /// <exception cref="CommandFailure">None runs there, or it is not clear which is meant.</exception>
    public RunningClient Find(string? named)
    {
        if (named is not null)
        {
            var folder = Path.GetFullPath(named);
            return PrivateFile.Read<RunningClient>(Path.Combine(folder, NoteName)) is { } client && IsAlive(client)
                ? client
                : throw new CommandFailure($"no client runs in {named}; start one: peershare client <ip>:<port> <tracker_info.txt> --data {named}");
        }

        return All() switch
        {
            [] => throw new CommandFailure("no client of yours runs; start one: peershare client <ip>:<port> <tracker_info.txt>"),
            [var only] => only,
            var several => throw new CommandFailure($"several clients of yours run, name one with --node: {string.Join(", ", several.Select(client => client.Folder))}"),
        };
    }

    /// <summary>By folder.</summary>
    public IReadOnlyList<RunningClient> All()
    {
        if (!Directory.Exists(root))
        {
            return [];
        }

        List<RunningClient> alive = [];
        foreach (var note in Directory.EnumerateFiles(root, "*.json"))
        {
            var client = PrivateFile.Read<RunningClient>(note);
            if (client is not null && IsAlive(client))
            {
                alive.Add(client);
            }
            else
            {
                File.Delete(note);
            }
        }

        return [.. alive.OrderBy(client => client.Folder, StringComparer.Ordinal)];
    }

    private static bool IsAlive(RunningClient client)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(client.Socket));
            return true;
        }
        catch (Exception none) when (none is SocketException or ArgumentException)
        {
            // Nobody listens, or what was noted is no place where anybody could.
            return false;
        }
    }

    private static string KeyOf(string folder) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..32];

    private sealed class Entry(string[] notes) : IDisposable
    {
        /// <summary>The user may have removed the folder.</summary>
        public void Dispose() => Array.ForEach(Array.FindAll(notes, File.Exists), File.Delete);
    }
}
