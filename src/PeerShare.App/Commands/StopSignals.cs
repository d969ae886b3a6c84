using System.Runtime.InteropServices;

namespace PeerShare.App.Commands;

/// <summary>Turns the first Ctrl-C or SIGTERM into a cancellation; a second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly PosixSignalRegistration? interrupt;
    private readonly PosixSignalRegistration terminate;

    /// <param name="leaveInterrupt">Ctrl-C means something else here.</param>
    public StopSignals(bool leaveInterrupt = false)
    {
        interrupt = leaveInterrupt ? null : PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = Stop(context.Signal));
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = Stop(context.Signal));
    }

    public CancellationToken Stopping => stopping.Token;

    /// <summary>The signal that came first.</summary>
    public PosixSignal? Received { get; private set; }

    public void Dispose()
    {
        interrupt?.Dispose();
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
}
