namespace PeerShare.Engine.Storage;

/// <summary>Names the time since the machine was started: what was written under the same boot id has not been lost in a power cut.</summary>
internal static class BootId
{
    private const string LinuxSource = "/proc/sys/kernel/random/boot_id";

    public static Guid Read(TimeProvider time)
    {
        try
        {
            return Guid.Parse(File.ReadAllText(LinuxSource));
        }
        catch (Exception fault) when (DiskFault.IsDisk(fault) || fault is FormatException)
        {
            return FromUptime(time.GetUtcNow(), TimeSpan.FromMilliseconds(Environment.TickCount64));
        }
    }

    /// <summary>Where the system gives no id: the moment of the start, to the minute. A clock that was set makes it another
    /// boot, which only costs hashing.</summary>
    internal static Guid FromUptime(DateTimeOffset now, TimeSpan uptime)
    {
        Span<byte> id = stackalloc byte[16];
        BitConverter.TryWriteBytes(id, (now - uptime).Ticks / TimeSpan.TicksPerMinute);
        return new Guid(id);
    }
}
