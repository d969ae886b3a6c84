using PeerShare.Engine.Swarms;

namespace PeerShare.Engine.Peers;

/// <summary>Sends what is outgoing, messages ahead of blocks, and sleeps when there is nothing.</summary>
internal sealed class LinkWriter(PeerLink link, LinkSetup setup, Connection connection, Outgoing outgoing)
{
    private readonly Wake wake = new();
    private readonly Throttle? limit = setup.Upload();

    /// <summary>There may be something to send, or the link has ended.</summary>
    public void Nudge() => wake.Set();

    /// <returns>Why the link ended.</returns>
    public async Task<string> RunAsync(CancellationToken ended)
    {
        using var batch = new UploadBatch();
        connection.CollectWrites();
        while (!ended.IsCancellationRequested)
        {
            if (outgoing.TryTakeMessages(out var messages))
            {
                await WriteAsync(messages).ConfigureAwait(false);
            }
            else if (outgoing.TryTakeBlocks(batch))
            {
                await UploadAsync(batch, ended).ConfigureAwait(false);
            }
            else
            {
                batch.Dispose();
                await wake.WaitAsync().ConfigureAwait(false);
            }
        }

        return "ended";
    }

    private async Task UploadAsync(UploadBatch batch, CancellationToken ended)
    {
        ReadOnlyMemory<byte> bytes;
        try
        {
            bytes = batch.Read(setup.Store);
        }
        catch (IOException failed)
        {
            foreach (var block in batch.Blocks)
            {
                setup.Inbox.Post(new SwarmEvent.UploadFailed(link.Id, block, failed.Message));
            }

            return;
        }

        var started = setup.Clock.Now;
        await WriteInSlicesAsync(bytes, ended).ConfigureAwait(false);
        link.Pulse.Carried();
        batch.Adapt(setup.Clock.Now - started);
        connection.KeepUnsentShort(!batch.PeerIsFast);
        setup.Inbox.Post(new SwarmEvent.Uploaded(link.Id, batch.Count, batch.BlockBytes));
    }

    private async ValueTask WriteInSlicesAsync(ReadOnlyMemory<byte> bytes, CancellationToken ended)
    {
        if (limit is null)
        {
            await WriteAsync(bytes).ConfigureAwait(false);
            return;
        }

        while (bytes.Length > 0)
        {
            var slice = bytes[..Math.Min(limit.Slice, bytes.Length)];
            await limit.TakeAsync(slice.Length, ended).ConfigureAwait(false);
            await WriteAsync(slice).ConfigureAwait(false);
            bytes = bytes[slice.Length..];
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        link.Pulse.WriteStarts();
        await connection.Bytes.WriteAsync(bytes).ConfigureAwait(false);
        await connection.FlushAsync().ConfigureAwait(false);
        link.Pulse.WriteEnds();
    }
}
