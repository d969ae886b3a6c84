using System.Runtime.InteropServices;

namespace PeerShare.App.Commands;

/// <summary>Turns the first Ctrl-C or SIGTERM into a cancellation; a second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public StopSignals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    public CancellationToken Stopping => stopping.Token;

    /// <summary>The signal that came first.</summary>
    public PosixSignal? Received { get; private set; }

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        stopping.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (Received is not null)
        {
            return;
        }

        context.Cancel = true;
        Received = context.Signal;
        stopping.Cancel();
    }
}
