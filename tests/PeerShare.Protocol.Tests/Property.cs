using FsCheck;
using FsCheck.Fluent;

namespace PeerShare.Protocol.Tests;

/// <summary>Checks a claim for many generated values, the same ones in every run.</summary>
internal static class Property
{
    private const int Cases = 300;

    public static void Holds<T>(Gen<T> values, Action<T> claim) =>
        Check.One(
            Config.QuickThrowOnFailure.WithReplay(20_261_120, 3, 0).WithMaxTest(Cases).WithQuietOnSuccess(true),
            Prop.ForAll(values.ToArbitrary(), claim));

    public static Gen<byte> AnyByte => Gen.Choose(0, 255).Select(value => (byte)value);

    public static Gen<byte[]> Bytes(int length) => AnyByte.ArrayOf(length);

    public static Gen<byte[]> Bytes(int least, int most) => Gen.Choose(least, most).SelectMany(Bytes);
}
