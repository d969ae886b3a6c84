using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>The fresh piece that the fewest peers hold, ties by chance; the first few pieces wholly by chance, so that
/// a newcomer soon has something to give. Fresh pieces lie in buckets by the number of holders: a change moves one
/// piece from one bucket to another, and no pick sorts.</summary>
public sealed class RarestFirstPicker : IPiecePicker
{
    private const int Unplaced = -1;

    private readonly PieceLayout layout;
    private readonly Random random;
    private readonly int[] holders;
    private readonly int[] place;
    private readonly Bitfield fresh;
    private readonly List<List<int>> buckets = [[]];
    private int randomPicksLeft;

    /// <param name="layout">The torrent's pieces.</param>
    /// <param name="random">Decides ties.</param>
    /// <param name="randomFirst">Number of picks by chance alone.</param>
    public RarestFirstPicker(PieceLayout layout, Random random, int randomFirst = 1)
    {
        this.layout = layout;
        this.random = random;
        randomPicksLeft = randomFirst;
        holders = new int[layout.PieceCount];
        place = new int[layout.PieceCount];
        Array.Fill(place, Unplaced);
        fresh = new Bitfield(layout.PieceCount);
    }

    public int Fresh => fresh.Count;

    public void Add(PieceIndex piece)
    {
        if (fresh.Set(piece))
        {
            Place(piece);
        }
    }

    public void Remove(PieceIndex piece)
    {
        if (fresh.Clear(piece))
        {
            TakeOut(piece);
        }
    }

    public void Counted(PieceIndex piece, int peers)
    {
        if (!fresh[piece])
        {
            holders[piece] = peers;
            return;
        }

        TakeOut(piece);
        holders[piece] = peers;
        Place(piece);
    }

    public bool TryPick(Bitfield offered, out PieceIndex piece)
    {
        if (randomPicksLeft > 0 && fresh.Length > 0)
        {
            randomPicksLeft--;
            return layout.TryIndex(fresh.NextCommon(offered, random.Next(fresh.Length)), out piece)
                || layout.TryIndex(fresh.NextCommon(offered, 0), out piece);
        }

        foreach (var bucket in buckets)
        {
            if (bucket.Count > 0 && TryPickFrom(bucket, offered, out piece))
            {
                return true;
            }
        }

        piece = default;
        return false;
    }

    private bool TryPickFrom(List<int> bucket, Bitfield offered, out PieceIndex piece)
    {
        var start = random.Next(bucket.Count);
        for (var step = 0; step < bucket.Count; step++)
        {
            var at = start + step;
            var number = bucket[at < bucket.Count ? at : at - bucket.Count];
            if (offered[number])
            {
                return layout.TryIndex(number, out piece);
            }
        }

        piece = default;
        return false;
    }

    private void Place(int piece)
    {
        while (buckets.Count <= holders[piece])
        {
            buckets.Add([]);
        }

        var bucket = buckets[holders[piece]];
        place[piece] = bucket.Count;
        bucket.Add(piece);
    }

    private void TakeOut(int piece)
    {
        var bucket = buckets[holders[piece]];
        var last = bucket[^1];
        bucket[place[piece]] = last;
        place[last] = place[piece];
        bucket.RemoveAt(bucket.Count - 1);
        place[piece] = Unplaced;
    }
}
