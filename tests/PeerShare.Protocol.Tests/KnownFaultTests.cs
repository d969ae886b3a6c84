using System.Text;

namespace PeerShare.Protocol.Tests;

/// <summary>Faults that others' parsers had, tried on every input of ours: docs/known-faults.md.</summary>
public sealed class KnownFaultTests
{
    private const int Deep = 100_000;

    public static TheoryData<string> Kinds => PeerInputs.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_good_one_is_read(string kind) => PeerInputs.TryRead(kind, PeerInputs.GoodOf(kind)).ShouldBeTrue();

    /// <summary>A stack that overflows ends the process: no parser may come to that, whatever key it looks into.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void However_deep_it_goes_at_any_place_it_is_refused_or_passed_over(string kind)
    {
        foreach (var bomb in new[] { Nested("l", ""), Nested("d1:a", "0:"), Open("l"), Open("d1:a") })
        {
            PeerInputs.TryRead(kind, bomb).ShouldBeFalse();
            PeerInputs.WithEachValueReplaced(kind, bomb).ShouldAllBe(bytes => !PeerInputs.TryRead(kind, bytes));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_value_may_be_of_any_type_and_size(string kind)
    {
        foreach (var odd in new[] { "i0e", "i-1e", "i1e", "i4294967296e", "i9223372036854775807e", "i-9223372036854775808e", "0:", "1:\0", "2:..", "le", "de", "lli1eee", "d0:0:e" })
        {
            foreach (var bytes in PeerInputs.WithEachValueReplaced(kind, Encoding.ASCII.GetBytes(odd)))
            {
                Should.NotThrow(() => PeerInputs.TryRead(kind, bytes), Encoding.Latin1.GetString(bytes));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_length_that_no_memory_has_is_refused_at_every_place(string kind)
    {
        foreach (var length in new[] { "2147483648:", "4294967295:", "9223372036854775807:", "18446744073709551616:", "00000000000000000001:", "-1:", "i99999999999999999999e" })
        {
            PeerInputs.WithEachValueReplaced(kind, Encoding.ASCII.GetBytes(length)).ShouldAllBe(bytes => !PeerInputs.TryRead(kind, bytes));
        }
    }

    private static byte[] Nested(string open, string innermost) =>
        [.. Open(open), .. Encoding.ASCII.GetBytes(innermost), .. Enumerable.Repeat((byte)'e', Deep)];

    private static byte[] Open(string open) => Encoding.ASCII.GetBytes(new StringBuilder().Insert(0, open, Deep).ToString());
}
