using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PeerShare.Tests;

/// <summary>Good inputs changed at random, the same ones in every run. <c>PEERSHARE_FUZZ=10</c> tries ten times as many;
/// <c>PEERSHARE_FUZZ_CASE=n</c> tries only the case of that number, which a failure tells.</summary>
internal static class Fuzz
{
    private const int MostChanges = 4;

    /// <summary>What reading one input may take, in bytes, and that for each byte of it.</summary>
    private const long MemoryForAny = 4 << 20;
    private const long MemoryForByte = 400;

    private static ReadOnlySpan<uint> Edges => [0, 1, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffe, 0xffff_ffff];

    private static ReadOnlySpan<byte> Spice => "0123456789-:eild/\\.%&={}[]\",\r\n\0\u00ff"u8;

    /// <param name="cases">How many, unless the environment says otherwise.</param>
    /// <param name="good">Inputs to begin with.</param>
    /// <param name="claim">Throws when an input is not handled as it should be.</param>
    public static void Try(int cases, IReadOnlyList<byte[]> good, Action<byte[]> claim)
    {
        foreach (var number in Numbers(cases))
        {
            var input = Case(number, good);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                claim(input);
            }
            catch (Exception failure)
            {
                throw Failed(number, input, failure);
            }

            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            if (taken > MemoryForAny + MemoryForByte * input.Length)
            {
                throw Failed(number, input, new InsufficientMemoryException($"{taken} bytes were taken for {input.Length}"));
            }
        }
    }

    /// <inheritdoc cref="Try"/>
    public static async Task TryAsync(int cases, IReadOnlyList<byte[]> good, Func<byte[], Task> claim)
    {
        foreach (var number in Numbers(cases))
        {
            var input = Case(number, good);
            try
            {
                await claim(input);
            }
            catch (Exception failure)
            {
                throw Failed(number, input, failure);
            }
        }
    }

    private static IEnumerable<int> Numbers(int cases) =>
        Setting("PEERSHARE_FUZZ_CASE") is { } one ? [one] : Enumerable.Range(0, cases * (Setting("PEERSHARE_FUZZ") ?? 1));

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static InvalidOperationException Failed(int number, byte[] input, Exception failure) => new(
        $"PEERSHARE_FUZZ_CASE={number} tries this one alone: {Convert.ToHexString(input)} \"{Encoding.Latin1.GetString(input)}\": {failure.Message}", failure);

    private static byte[] Case(int number, IReadOnlyList<byte[]> good)
    {
        var random = new Random(number);
        var bytes = good[number % good.Count].ToList();
        for (var change = random.Next(1, MostChanges); change > 0; change--)
        {
            Change(bytes, good[random.Next(good.Count)], random);
        }

        return [.. bytes];
    }

    private static void Change(List<byte> bytes, byte[] other, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 16), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes[at] = Spice[random.Next(Spice.Length)];
                break;
            case 3:
                bytes.Insert(at, Spice[random.Next(Spice.Length)]);
                break;
            case 4 when bytes.Count > length:
                bytes.RemoveRange(at, length);
                break;
            case 5 when at > 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                Overwrite(bytes, at, random);
                break;
            default:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + 16)]);
                break;
        }
    }

    /// <summary>A number at the edge of what fits, as four bytes.</summary>
    private static void Overwrite(List<byte> bytes, int at, Random random)
    {
        Span<byte> edge = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(edge, Edges[random.Next(Edges.Length)]);
        for (var place = 0; place < edge.Length && at + place < bytes.Count; place++)
        {
            bytes[at + place] = edge[place];
        }
    }
}
