using System.Net;
using PeerShare.Protocol.Values;
using PeerShare.Protocol.Wire;

namespace PeerShare.Engine.Swarms;

/// <summary>What peers tell each other beyond pieces: settings (BEP 10), the torrent's description (BEP 9), addresses (BEP 11).</summary>
internal sealed class Introductions(SwarmContext context)
{
    private const byte MetadataId = 1;
    private const byte PeerExchangeId = 2;
    private const string MetadataName = "ut_metadata";
    private const string PeerExchangeName = "ut_pex";
    private const int MostAddresses = 50;

    private bool addressesChanged;

    public void Introduce(LinkState link)
    {
        if (!link.Facts.Card.Extended)
        {
            link.Facts.Introduced = true;
            return;
        }

        Dictionary<string, byte> ids = [];
        if (!context.Setup.Info.IsEmpty)
        {
            ids.Add(MetadataName, MetadataId);
        }

        if (context.Policies.PeerExchange)
        {
            ids.Add(PeerExchangeName, PeerExchangeId);
        }

        var handshake = new ExtensionHandshake
        {
            Ids = ids,
            Client = "PeerShare 0.1",
            Port = context.Setup.ListenPort > 0 ? context.Setup.ListenPort : null,
            RequestQueue = Upload.LongestQueue,
            UploadOnly = context.Held.IsFull,
            MetadataSize = context.Setup.Info.IsEmpty ? null : context.Setup.Info.Length,
            Next = context.Setup.Next,
        };
        context.Send(link, PeerMessage.Extended(0, handshake.Encode()));
    }

    public void Came(LinkState link, in PeerMessage message)
    {
        switch (message.ExtensionId)
        {
            case 0:
                Introduced(link, message.Payload.Span);
                break;
            case MetadataId when !context.Setup.Info.IsEmpty:
                MetadataAsked(link, message.Payload);
                break;
            case PeerExchangeId when context.Policies.PeerExchange:
                AddressesCame(link, message.Payload);
                break;
        }
    }

    public void Left() => addressesChanged = true;

    /// <summary>Tells peers who came and who went, if anybody did. On ticks: a crowd that comes and goes costs no more.</summary>
    public void ShareAddresses()
    {
        if (!addressesChanged || !context.Policies.PeerExchange)
        {
            return;
        }

        addressesChanged = false;
        foreach (var link in context.Links.Values.Where(link => link.PeerExchangeId != 0 && !link.IsLeaving))
        {
            ShareAddresses(link);
        }
    }

    private void Introduced(LinkState link, ReadOnlySpan<byte> payload)
    {
        if (!ExtensionHandshake.TryRead(payload, out var handshake))
        {
            link.Condemned ??= "sent an extension handshake that cannot be read";
            return;
        }

        link.MetadataId = handshake.Ids.GetValueOrDefault(MetadataName, link.MetadataId);
        link.PeerExchangeId = handshake.Ids.GetValueOrDefault(PeerExchangeName, link.PeerExchangeId);
        link.PeerQueue = Math.Clamp(handshake.RequestQueue ?? link.PeerQueue, 1, 2_000);

        // A later handshake switches extensions on and off (BEP 10); who the peer is stays.
        if (link.Facts.Introduced)
        {
            return;
        }

        var address = link.Facts.Card.Address;
        link.Facts.Listens = link.Facts.Card.Dialled ? address
            : handshake.Port is { } port ? new IPEndPoint(address.Address, port)
            : null;
        link.Facts.Next = NextOf(handshake.Next, address.Address);
        link.Facts.Introduced = link.JustIntroduced = true;
        addressesChanged = true;
        context.Observer.Introduced(link.Facts);
    }

    /// <summary>"This machine", said by a peer on another machine, is that machine.</summary>
    private static IPEndPoint? NextOf(string? text, IPAddress peer) =>
        text is null || !IPEndPoint.TryParse(text, out var next) || next.Port == 0 ? null
        : IPAddress.IsLoopback(next.Address) && !IPAddress.IsLoopback(peer) ? new IPEndPoint(peer, next.Port)
        : next;

    private void MetadataAsked(LinkState link, ReadOnlyMemory<byte> payload)
    {
        if (!MetadataMessage.TryRead(payload, out var asked) || asked.Kind != MetadataKind.Request || link.MetadataId == 0)
        {
            return;
        }

        var info = context.Setup.Info;
        var pieces = (info.Length + PieceLayout.BlockSize - 1) / PieceLayout.BlockSize;
        var answer = asked.Piece < 0 || asked.Piece >= pieces || ++link.MetadataRequests > 2 * pieces + 16
            ? new MetadataMessage(MetadataKind.Reject, asked.Piece, 0, default)
            : new MetadataMessage(MetadataKind.Data, asked.Piece, info.Length, MetadataPiece(info, asked.Piece));
        context.Send(link, PeerMessage.Extended(link.MetadataId, answer.Encode()));
    }

    private static ReadOnlyMemory<byte> MetadataPiece(ReadOnlyMemory<byte> info, int piece)
    {
        var begin = piece * PieceLayout.BlockSize;
        return info.Slice(begin, Math.Min(PieceLayout.BlockSize, info.Length - begin));
    }

    private void AddressesCame(LinkState link, ReadOnlyMemory<byte> payload)
    {
        if (!PeerExchange.TryRead(payload, out var news))
        {
            link.Condemned ??= "sent addresses that cannot be read";
            return;
        }

        context.Policies.Topology.Found(news.Added, link.Facts);
    }

    private void ShareAddresses(LinkState link)
    {
        var current = context.Links.Values
            .Where(other => other != link && !other.IsLeaving && other.Facts.Listens is not null)
            .Select(other => other.Facts.Listens).OfType<IPEndPoint>().ToHashSet();
        var added = current.Except(link.ToldAddresses).Take(MostAddresses).ToList();
        var dropped = link.ToldAddresses.Except(current).Take(MostAddresses).ToList();
        if (added.Count + dropped.Count == 0)
        {
            return;
        }

        link.ToldAddresses.UnionWith(added);
        link.ToldAddresses.ExceptWith(dropped);
        context.Send(link, PeerMessage.Extended(link.PeerExchangeId, new PeerExchange(added, dropped).Encode()));
    }
}
