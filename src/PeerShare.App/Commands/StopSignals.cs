using System.Runtime.InteropServices;

namespace PeerShare.App.Commands;

/// <summary>Turns the first Ctrl-C or SIGTERM into a cancellation; a second one ends the process at once. Whoever registers later for
/// Ctrl-C hears it before, and it is not meant for us when they have cancelled it.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public StopSignals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, TakeInterrupt);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = Stop(context.Signal));
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

    /// <returns>True for the first signal, which ends nothing but the command.</returns>
    internal bool Stop(PosixSignal signal)
    {
        if (Received is not null)
        {
            return false;
        }

        Received = signal;
        stopping.Cancel();
        return true;
    }

    private void TakeInterrupt(PosixSignalContext context) => context.Cancel = context.Cancel || Stop(context.Signal);
}
