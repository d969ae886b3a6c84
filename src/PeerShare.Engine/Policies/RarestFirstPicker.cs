using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Policies;

/// <summary>The fresh piece that the fewest peers hold, ties by chance; the first few pieces wholly by chance, so that
/// a newcomer soon has something to give. Fresh pieces lie in buckets by the number of holders: a change moves one
/// piece from one bucket to another, and no pick sorts.</summary>
public sealed class RarestFirstPicker : IPiecePicker
{
    private const int Unplaced = -1;
    private const int MostLooks = 64;

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
        var number = randomPicksLeft > 0 ? AnyOf(offered) : RarestOf(offered);
        if (number >= 0 && randomPicksLeft > 0)
        {
            randomPicksLeft--;
        }

        return layout.TryIndex(number, out piece);
    }

    private int AnyOf(Bitfield offered)
    {
        var from = fresh.IsEmpty ? 0 : random.Next(fresh.Length);
        var number = fresh.NextCommon(offered, from);
        return number >= 0 ? number : fresh.NextCommon(offered, 0);
    }

    /// <summary>Whoever offers much is soon served out of the buckets; of one who offers little everything is looked at.</summary>
    private int RarestOf(Bitfield offered)
    {
        var looks = MostLooks;
        foreach (var bucket in buckets)
        {
            var start = bucket.Count == 0 ? 0 : random.Next(bucket.Count);
            for (var step = 0; step < bucket.Count; step++)
            {
                if (looks-- == 0)
                {
                    return RarestOfAll(offered);
                }

                var at = start + step;
                var number = bucket[at < bucket.Count ? at : at - bucket.Count];
                if (offered[number])
                {
                    return number;
                }
            }
        }

        return -1;
    }

    private int RarestOfAll(Bitfield offered)
    {
        var rarest = -1;
        var ties = 0;
        for (var number = fresh.NextCommon(offered, 0); number >= 0; number = fresh.NextCommon(offered, number + 1))
        {
            if (rarest < 0 || holders[number] < holders[rarest])
            {
                (rarest, ties) = (number, 1);
            }
            else if (holders[number] == holders[rarest] && random.Next(++ties) == 0)
            {
                rarest = number;
            }
        }

        return rarest;
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
