namespace PeerShare.Engine.Tests.Simulation;

/// <summary>A number that two runs share only when the same things happened in the same order at the same times.</summary>
internal sealed class TraceHash
{
    private const ulong Prime = 0x0000_0100_0000_01B3;

    public ulong Value { get; private set; } = 0xCBF2_9CE4_8422_2325;

    public void Add(long time, int node, int what, int detail = 0)
    {
        Mix((ulong)time);
        Mix(((ulong)(uint)node << 32) | (uint)what);
        Mix((uint)detail);
    }

    private void Mix(ulong number) => Value = ((Value ^ number) * Prime) ^ (Value >> 47);
}
