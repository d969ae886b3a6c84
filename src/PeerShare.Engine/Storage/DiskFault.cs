namespace PeerShare.Engine.Storage;

/// <summary>What the operating system's errors mean to people.</summary>
internal static class DiskFault
{
    private const int Windows = unchecked((int)0x80070000);

    private enum Errno
    {
        InputOutput = 5,
        NoSpace = 28,
        ReadOnly = 30,
        QuotaLinux = 122,
    }

    /// <summary>One line: what is wrong and what would help.</summary>
    public static string Explain(Exception fault) => fault switch
    {
        IOException { HResult: (int)Errno.NoSpace or Windows | 0x70 or Windows | 0x27 } => "no space left on the device: free some and resume",
        IOException { HResult: (int)Errno.QuotaLinux } => "your disk quota is used up: free some space and resume",
        IOException { HResult: (int)Errno.ReadOnly } => $"the file system is read-only: {fault.Message}",
        IOException { HResult: (int)Errno.InputOutput } => $"the device fails: {fault.Message}",
        UnauthorizedAccessException => $"not allowed: {fault.Message}",
        _ => fault.Message,
    };

    /// <summary>The same as an <see cref="IOException"/>, which is all that a store may throw for what the disk does.</summary>
    public static IOException AsIOException(Exception fault) =>
        new(Explain(fault), fault) { HResult = fault.HResult };

    /// <summary>Is it the disk that failed, and not the program?</summary>
    public static bool IsDisk(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException;
}
