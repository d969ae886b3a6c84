using PeerShare.Engine.Swarms;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Simulation;

/// <summary>What must hold of every swarm at every moment, counted anew.</summary>
internal sealed class SwarmChecks
{
    private const int DeepestQueue = 500;

    /// <summary>Blocks that were asked of a second peer while another had been asked.</summary>
    public int AskedTwice { get; private set; }

    /// <summary>Number of recounts.</summary>
    public long Checked { get; private set; }

    public void Requested(SwarmNode node, LinkEnd end, BlockRange block)
    {
        var swarm = node.Swarm;
        var link = swarm.Context.Links[end.Id];
        Hold(node, !link.Facts.PeerChokes, $"{block} is asked of a peer that chokes");
        Hold(node, link.Facts.Has[block.Piece], $"{block} is asked of a peer that does not have it");
        Hold(node, !swarm.Context.Held[block.Piece], $"{block} is asked for although it is held");
        Hold(node, node.Started.TryGetValue(block.Piece, out _), $"{block} is asked for without memory");
        Hold(node, !end.Asked.ContainsKey(block), $"{block} is asked twice of one peer");
        Hold(node, !link.IsLeaving, $"{block} is asked of a peer that is being dropped");
        Hold(node, link.InFlight.Count <= Math.Min(DeepestQueue, link.PeerQueue), "too much is asked of one peer");
        if (node.Ends.Values.Any(other => other != end && other.Asked.ContainsKey(block)))
        {
            AskedTwice++;
            Hold(node, !swarm.UnderWay.HasFreeForOthers && swarm.Context.Policies.Picker.Fresh == 0 && swarm.Context.Policies.Endgame,
                $"{block} is asked of two peers before the endgame");
        }
    }

    /// <summary>Recounts a node.</summary>
    public void Check(SwarmNode node)
    {
        Checked++;
        CheckPieces(node);
        CheckMemory(node);
        foreach (var link in node.Swarm.Context.Links.Values)
        {
            CheckLink(node, link);
        }
    }

    /// <summary>Nothing is left over of a node that has everything and has come to rest.</summary>
    public static void CheckRest(SwarmNode node)
    {
        Hold(node, node.Swarm.UnderWay.Count == 0, "pieces are under way");
        Hold(node, node.Swarm.Download.Storing == 0 && node.Storing == 0 && node.Started.Count == 0, "memory is taken");
        Hold(node, node.Swarm.Context.Links.Values.All(link => link.InFlight.Count + link.Owned.Count + link.Useful == 0), "blocks are in flight");
        Hold(node, node.Swarm.Context.Policies.Picker.Fresh == 0, "pieces are wanted");
        Hold(node, node.Swarm.Context.Links.Values.All(link => link.Wanted.Count + link.Handed.Count == 0 && link.HandedBytes == 0), "blocks wait to be sent");
        Hold(node, node.Ends.Count == node.Swarm.Context.Links.Count, "links are left over");
    }

    private static void CheckPieces(SwarmNode node)
    {
        var underWay = node.Swarm.UnderWay;
        var asked = AskedOf(node);
        foreach (var piece in underWay.Pieces)
        {
            var free = 0;
            var here = 0;
            for (var block = 0; block < piece.Blocks; block++)
            {
                free += piece.AskersOf(block) == 0 ? 1 : 0;
                here += piece.IsMissing(block) ? 0 : 1;
                Hold(node, !piece.IsMissing(block) || piece.AskersOf(block) == asked.GetValueOrDefault((piece, block)), $"askers of block {block} of piece {piece.Index}");
            }

            Hold(node, piece.Free == free && piece.Arrived == here && here < piece.Blocks, $"blocks of piece {piece.Index}");
            Hold(node, piece.Owner is null || piece.Owner.Owned.Contains(piece), $"owner of piece {piece.Index}");
        }

        Hold(node, underWay.Open.ToHashSet().SetEquals(underWay.Pieces.Where(piece => piece.Free > 0)), "open pieces");
        Hold(node, underWay.FreeBlocks == underWay.Pieces.Sum(piece => piece.Free), "free blocks");
        Hold(node, underWay.Abandoned == underWay.Pieces.Count(piece => piece.Owner is null), "abandoned pieces");
        Hold(node, node.Swarm.Context.Links.Values.Sum(link => link.Owned.Count) == underWay.Count - underWay.Abandoned, "owned pieces");
    }

    private static Dictionary<(PartialPiece Piece, int Block), int> AskedOf(SwarmNode node)
    {
        Dictionary<(PartialPiece Piece, int Block), int> asked = [];
        foreach (var (block, request) in node.Swarm.Context.Links.Values.SelectMany(link => link.InFlight))
        {
            asked[(request.Piece, block.Block)] = asked.GetValueOrDefault((request.Piece, block.Block)) + 1;
        }

        return asked;
    }

    private static void CheckMemory(SwarmNode node)
    {
        var swarm = node.Swarm;
        Hold(node, node.Started.Count == swarm.UnderWay.Count && swarm.UnderWay.Pieces.All(piece => node.Started.ContainsKey(piece.Index)), "memory of started pieces");
        Hold(node, node.Storing <= swarm.Download.Storing && node.Started.Count + node.Storing <= node.Setup.Memory, "memory in all");
        var known = swarm.Context.Held.Count + swarm.UnderWay.Count + swarm.Download.Storing + swarm.Context.Policies.Picker.Fresh;
        Hold(node, known == node.Simulator.Layout.PieceCount, $"every piece is held, started, being stored or fresh ({known})");
    }

    private static void CheckLink(SwarmNode node, LinkState link)
    {
        Hold(node, link.Useful == link.Facts.Has.CountNotIn(node.Swarm.Context.Held), "useful pieces of a peer");
        Hold(node, link.HandedBytes == link.Handed.Sum(block => block.Length), "bytes handed to the host");
        Hold(node, link.Forgiven >= 0 && link.Wanted.Count <= Upload.LongestQueue, "bounds of a link");
        Hold(node, !link.Offered.HasAnyNotIn(link.Facts.Has), "what may be picked from a peer");
        if (node.Ends.TryGetValue(link.Id, out var end))
        {
            Hold(node, end.Asked.Keys.All(link.InFlight.ContainsKey), "the link's requests are the swarm's");
        }
    }

    private static void Hold(SwarmNode node, bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"node {node.Number} at {node.Simulator.Milliseconds} ms: {what}");
        }
    }
}
