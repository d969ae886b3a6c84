using System.Globalization;
using System.Text;

namespace PeerShare.App.Demo;

/// <summary>A ring's exchange as a self-contained SVG picture: the owner in the middle, the peers around it, an arrow for
/// every way that chunks went, as thick as many went.</summary>
internal static class RingPicture
{
    private const int Size = 720;
    private const double Middle = Size / 2.0;
    private const double Radius = 260;
    private const double NodeRadius = 44;
    private const double ThickestArrow = 14;

    public static string Draw(RingExchange exchange, string file)
    {
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Size} {Size + 20}" font-family="sans-serif">""");
        svg.AppendLine("""<defs><marker id="tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="20" markerHeight="20" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10z" fill="#334155"/></marker></defs>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect width="{Size}" height="{Size + 20}" fill="#f8fafc"/>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Middle}" y="34" font-size="20" text-anchor="middle" fill="#0f172a">{Escape(file)}: {exchange.Layout.PieceCount} chunks, the owner sent {RingView.Copies(exchange)} x the file</text>""");
        DrawArrows(svg, exchange);
        DrawNode(svg, (Middle, Middle + 40), "owner", $"{exchange.Owner}", "#b45309");
        foreach (var peer in exchange.Peers)
        {
            DrawNode(svg, PlaceOf(exchange, peer), $"peer {peer}", $"{exchange.Held(peer)} chunks", "#0369a1");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void DrawArrows(StringBuilder svg, RingExchange exchange)
    {
        foreach (var peer in exchange.Peers)
        {
            foreach (var sender in exchange.Peers.Prepend(exchange.Owner).Where(sender => exchange.ChunksFrom(peer, sender) > 0))
            {
                var colour = sender == exchange.Owner ? "#f59e0b" : "#38bdf8";
                DrawArrow(svg, PlaceOf(exchange, sender), PlaceOf(exchange, peer), exchange.ChunksFrom(peer, sender), exchange.Layout.PieceCount, colour);
            }
        }
    }

    /// <summary>Bent to its right, so that two ways between the same nodes stay apart.</summary>
    private static void DrawArrow(StringBuilder svg, (double X, double Y) from, (double X, double Y) to, int chunks, int all, string colour)
    {
        var length = Math.Sqrt(Math.Pow(to.X - from.X, 2) + Math.Pow(to.Y - from.Y, 2));
        var (dx, dy) = ((to.X - from.X) / length, (to.Y - from.Y) / length);
        var (x1, y1) = (from.X + dx * NodeRadius, from.Y + dy * NodeRadius);
        var (x2, y2) = (to.X - dx * (NodeRadius + 6), to.Y - dy * (NodeRadius + 6));
        var (bendX, bendY) = ((x1 + x2) / 2 - dy * 36, (y1 + y2) / 2 + dx * 36);
        var (textX, textY) = ((x1 + x2 + 2 * bendX) / 4, (y1 + y2 + 2 * bendY) / 4);
        var width = 1 + ThickestArrow * chunks / all;
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<path d="M{x1:0.#} {y1:0.#}Q{bendX:0.#} {bendY:0.#} {x2:0.#} {y2:0.#}" fill="none" stroke="{colour}" stroke-width="{width:0.#}" marker-end="url(#tip)"/>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{textX:0.#}" y="{textY + 5:0.#}" font-size="15" text-anchor="middle" fill="#0f172a" stroke="#f8fafc" stroke-width="4" paint-order="stroke">{chunks}</text>""");
    }

    private static void DrawNode(StringBuilder svg, (double X, double Y) at, string name, string detail, string colour)
    {
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<circle cx="{at.X:0.#}" cy="{at.Y:0.#}" r="{NodeRadius}" fill="{colour}"/>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{at.X:0.#}" y="{at.Y - 2:0.#}" font-size="15" font-weight="bold" text-anchor="middle" fill="#fff">{name}</text>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{at.X:0.#}" y="{at.Y + 16:0.#}" font-size="12" text-anchor="middle" fill="#fff">{detail}</text>""");
    }

    private static (double X, double Y) PlaceOf(RingExchange exchange, int node)
    {
        if (node == exchange.Owner)
        {
            return (Middle, Middle + 40);
        }

        var position = exchange.Peers.TakeWhile(peer => peer != node).Count();
        var angle = 2 * Math.PI * position / exchange.Peers.Count - Math.PI / 2;
        return (Middle + Radius * Math.Cos(angle), Middle + 40 + Radius * Math.Sin(angle));
    }

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);
}
