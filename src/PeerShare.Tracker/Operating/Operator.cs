using System.Net.Http.Json;
using System.Net.Sockets;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.State;

namespace PeerShare.Tracker.Operating;

/// <summary>What whoever runs a tracker does with its folder: through the tracker while it runs, and without it when it does not.</summary>
public static class Operator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="options">Names the folder.</param>
    /// <param name="order">What to do.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="IOException">The folder is no tracker's or cannot be used, or the tracker does not answer; says why.</exception>
    public static async Task<UserReport> DoAsync(TrackerOptions options, UserOrder order, CancellationToken stopping)
    {
        if (!DataFolder.IsThere(options.DataFolder))
        {
            throw new IOException($"{options.DataFolder} is no tracker's folder; name one with --data");
        }

        return DataFolder.TryOpen(options.DataFolder) is { } folder
            ? await DoAloneAsync(folder, options, order)
            : await AskTrackerAsync(options.DataFolder, order, stopping);
    }

    private static async Task<UserReport> DoAloneAsync(DataFolder folder, TrackerOptions options, UserOrder order)
    {
        await using var open = folder;
        await using var ledger = await Ledger.OpenAsync(folder.Store, options.TimeProvider, Ledger.FreshOrigin(), (_, _) => { });
        using var passwords = new Passwords(options.PasswordIterations, options.HashingCores);
        return await new UserDesk(ledger, passwords).DoAsync(order);
    }

    private static async Task<UserReport> AskTrackerAsync(string folder, UserOrder order, CancellationToken stopping)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancel) => ConnectAsync(folder, cancel) }) { Timeout = Patience };
        try
        {
            using var answer = await http.PostAsJsonAsync($"http://tracker{OperatorSocket.Address}", order, OperatorJson.Default.UserOrder, stopping);
            return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(OperatorJson.Default.UserReport, stopping)
                ?? throw new IOException($"the tracker of {folder} gave no answer");
        }
        catch (Exception silence) when (silence is HttpRequestException or SocketException || (silence is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            throw new IOException($"{folder} is in use, but its tracker does not answer; try again in a moment, or stop it first", silence);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string folder, CancellationToken stopping)
    {
        var path = OperatorSocket.PathIn(folder)
            ?? throw new IOException($"the path of {folder} is too long for a socket; stop the tracker first");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stopping);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
