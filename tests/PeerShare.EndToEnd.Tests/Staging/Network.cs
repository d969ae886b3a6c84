using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>Two machines, as far as the network goes, and a cable between them: namespaces of their own, which are gone at the end.</summary>
internal sealed class Network : IAsyncDisposable
{
    private static readonly string[] ends = ["a", "b"];

    private readonly string name;

    private Network(string name) => this.name = name;

    /// <summary>Only root can; the test is skipped otherwise.</summary>
    public static async Task<Network> LayAsync(Stage stage)
    {
        // Names of devices have 15 letters at most.
        var network = new Network($"ps{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
        Assert.SkipUnless(await RunAsync("netns", "add", network.MachineOf(0)), "only root can make network namespaces");
        stage.Keep(network);
        await MustAsync("netns", "add", network.MachineOf(1));
        await MustAsync("-n", network.MachineOf(0), "link", "add", network.PlugOf(0), "type", "veth", "peer", "name", network.PlugOf(1), "netns", network.MachineOf(1));
        for (var end = 0; end < ends.Length; end++)
        {
            await MustAsync("-n", network.MachineOf(end), "address", "add", $"{AddressOf(end)}/24", "dev", network.PlugOf(end));
            await MustAsync("-n", network.MachineOf(end), "link", "set", "lo", "up");
            await MustAsync("-n", network.MachineOf(end), "link", "set", network.PlugOf(end), "up");
        }

        return network;
    }

    /// <summary>Of a machine, 0 or 1.</summary>
    public static string AddressOf(int end) => $"10.213.7.{end + 1}";

    /// <summary>Starts <c>peershare</c> on a machine.</summary>
    public Player Start(Stage stage, int end, params IEnumerable<string> words) =>
        stage.StartProgram("ip", ["netns", "exec", MachineOf(end), Executable.Path, .. words]);

    public Task CutAsync() => MustAsync("-n", MachineOf(0), "link", "set", PlugOf(0), "down");

    public Task HealAsync() => MustAsync("-n", MachineOf(0), "link", "set", PlugOf(0), "up");

    public async ValueTask DisposeAsync()
    {
        await MustAsync("netns", "delete", MachineOf(0));
        await RunAsync("netns", "delete", MachineOf(1));
    }

    private string MachineOf(int end) => name + ends[end];

    private string PlugOf(int end) => name + ends[end];

    private static async Task MustAsync(params string[] words) => (await RunAsync(words)).ShouldBeTrue($"ip {string.Join(' ', words)}");

    private static async Task<bool> RunAsync(params string[] words)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
