using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>What one process can do to another.</summary>
internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

internal static class SignalSending
{
    public static void Send(this Process process, Signal signal) => Kill(process.Id, (int)signal).ShouldBe(0, $"{signal} to {process.Id}");

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
