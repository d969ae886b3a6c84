using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Swarms;

/// <summary>Requests of one peer, the oldest first. One array that grows with what the peer asks for at a time and is used again:
/// a request allocates nothing.</summary>
internal sealed class RequestQueue
{
    private const int Smallest = 16;

    // A power of two long: places wrap around.
    private BlockRange[] places = [];
    private int first;

    public int Count { get; private set; }

    public void Add(BlockRange block)
    {
        if (Count == places.Length)
        {
            Grow();
        }

        places[PlaceOf(Count++)] = block;
    }

    public bool TryTake(out BlockRange block)
    {
        if (Count == 0)
        {
            block = default;
            return false;
        }

        block = places[first];
        first = PlaceOf(1);
        Count--;
        return true;
    }

    /// <returns>False when it does not wait here.</returns>
    public bool Remove(BlockRange block)
    {
        var at = 0;
        while (at < Count && places[PlaceOf(at)] != block)
        {
            at++;
        }

        if (at == Count)
        {
            return false;
        }

        for (Count--; at < Count; at++)
        {
            places[PlaceOf(at)] = places[PlaceOf(at + 1)];
        }

        return true;
    }

    private int PlaceOf(int position) => (first + position) & (places.Length - 1);

    private void Grow()
    {
        var larger = new BlockRange[Math.Max(Smallest, 2 * places.Length)];
        for (var position = 0; position < Count; position++)
        {
            larger[position] = places[PlaceOf(position)];
        }

        (places, first) = (larger, 0);
    }
}
