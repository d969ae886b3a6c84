using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PeerShare.App.Commands;
using PeerShare.App.Parsing;
using PeerShare.Protocol.Contracts;

namespace PeerShare.App.Tracking;

/// <summary>What a tracker tells of itself and of the others, checked: every address can be connected to, every word can be shown.</summary>
/// <param name="Self">What the trackers call it; null when it does not know.</param>
/// <param name="Others">How each of the others does, as it sees it.</param>
internal sealed record TrackerTelling(Address? Self, IReadOnlyDictionary<Address, TrackerLine> Others)
{
    private const int MostLines = 65;
    private const int MostShown = 300;

    /// <param name="answer">To <see cref="Routes.Trackers"/>.</param>
    /// <param name="from">Who answered.</param>
    /// <param name="told">What it says.</param>
    /// <returns>False when it is not such an answer.</returns>
    public static bool TryRead(byte[] answer, Address from, [NotNullWhen(true)] out TrackerTelling? told)
    {
        try
        {
            told = Of(StrictJson.Contracts.Read<TrackerLine[]>(answer), from);
        }
        catch (JsonException)
        {
            told = null;
        }

        return told is not null;
    }

    private static TrackerTelling Of(TrackerLine[] lines, Address from)
    {
        Address? self = null;
        Dictionary<Address, TrackerLine> others = [];
        foreach (var line in lines.Take(MostLines))
        {
            if (!Address.TryParse(line.Address, out var address, out _))
            {
                continue;
            }

            if (line.State == TrackerState.Self)
            {
                self = address;
            }
            else if (IsPlace(address, from))
            {
                others[address] = line with { BehindSeconds = Math.Max(0, line.BehindSeconds), Problem = Shown(line.Problem) };
            }
        }

        return new TrackerTelling(self, others);
    }

    /// <summary>What a tracker elsewhere calls this machine is another one here.</summary>
    private static bool IsPlace(Address address, Address from) =>
        address.Host is not ("0.0.0.0" or "::")
        && (!address.IsLoopback || from.IsLoopback)
        && Uri.TryCreate($"https://{address}/", UriKind.Absolute, out _);

    private static string? Shown(string? problem) => problem is { Length: > 0 } ? OneLine.Of(problem[..Math.Min(problem.Length, MostShown)]) : null;
}
