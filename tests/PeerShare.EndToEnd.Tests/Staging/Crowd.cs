using System.Net;
using System.Net.Sockets;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>Connections that begin and never get on, from many addresses of this machine.</summary>
/// <param name="target">Whom they keep busy.</param>
/// <param name="beginnings">What they say before they fall silent, in turn.</param>
internal sealed class Crowd(IPEndPoint target, IReadOnlyList<byte[]> beginnings) : IDisposable
{
    private const int Addresses = 50;

    /// <summary>Who was shown out uses up a socket here until it is noticed.</summary>
    private const int LookEvery = 250;

    private readonly List<Socket> members = [];
    private int comers;

    /// <summary>Sends as many as are missing; those who are shown out meanwhile are not replaced before the next time.</summary>
    public async Task FillAsync(int count)
    {
        LetGo();
        for (var missing = count - members.Count; missing > 0; missing--)
        {
            members.Add(await ComeAsync());
            if (missing % LookEvery == 0)
            {
                LetGo();
            }
        }
    }

    public void Dispose() => members.ForEach(member => member.Dispose());

    private void LetGo()
    {
        foreach (var gone in members.FindAll(HasEnded))
        {
            members.Remove(gone);
            gone.Dispose();
        }
    }

    private static bool HasEnded(Socket member)
    {
        try
        {
            return member.Poll(0, SelectMode.SelectRead) && member.Receive(new byte[4096]) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private async Task<Socket> ComeAsync()
    {
        var number = comers++;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + number % Addresses)]), 0));
            await socket.ConnectAsync(target, TestContext.Current.CancellationToken);
            await socket.SendAsync(beginnings[number % beginnings.Count], TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            // Shown out at once.
        }

        return socket;
    }
}
