namespace PeerShare.Engine.Peers;

/// <summary>The limits that one direction of a link obeys: its own, the transfer's and the node's, in this order, so that who waits for its own
/// turn holds nobody else's.</summary>
internal sealed class Throttle
{
    private readonly TokenBucket[] buckets;

    private Throttle(TokenBucket[] buckets)
    {
        this.buckets = buckets;
        Slice = buckets.Min(bucket => bucket.Slice);
    }

    /// <summary>Bytes to move at a time.</summary>
    public int Slice { get; }

    /// <returns>Null when nothing is limited, so that it costs nothing.</returns>
    public static Throttle? Of(params ReadOnlySpan<TokenBucket?> limits)
    {
        var buckets = new List<TokenBucket>();
        foreach (var limit in limits)
        {
            if (limit is not null)
            {
                buckets.Add(limit);
            }
        }

        return buckets.Count == 0 ? null : new Throttle([.. buckets]);
    }

    /// <summary>Returns when so many bytes may be moved.</summary>
    public async ValueTask TakeAsync(int bytes, CancellationToken stopping)
    {
        foreach (var bucket in buckets)
        {
            await bucket.TakeAsync(bytes, stopping).ConfigureAwait(false);
        }
    }
}
