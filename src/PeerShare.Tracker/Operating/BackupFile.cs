using System.Security.Cryptography;

namespace PeerShare.Tracker.Operating;

/// <summary>A backup that is whole: its checksum is right.</summary>
internal sealed class BackupFile : IDisposable
{
    private const int BufferSize = 1 << 20;

    private readonly FileStream file;
    private readonly BackupEnd end;

    private BackupFile(FileStream file, BackupEnd end)
    {
        this.file = file;
        this.end = end;
    }

    public DateTimeOffset Made => end.Made;

    /// <summary>Without what is around them.</summary>
    public long RecordsLength => file.Length - BackupEnd.Size - end.KeyLength;

    /// <summary>Opens it and reads all of it once.</summary>
    /// <exception cref="IOException">It cannot be read, is no backup, or is not as it was made; says which.</exception>
    public static BackupFile Open(string path, IProgress<CopyProgress> progress, CancellationToken stopping)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var end = ReadEnd(file, out var hash);
            if (!Hash(file, file.Length - BackupEnd.Size, end, progress, stopping).AsSpan().SequenceEqual(hash))
            {
                throw new IOException($"{path} is damaged: it is not as it was made; use another copy of it");
            }

            return new BackupFile(file, end);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes a backup of a file of records.</summary>
    public static void Complete(FileStream records, ReadOnlySpan<byte> key, DateTimeOffset made, IProgress<CopyProgress> progress, CancellationToken stopping)
    {
        var end = new BackupEnd(key.Length, made);
        records.Seek(0, SeekOrigin.End);
        records.Write(key);
        var hash = Hash(records, records.Length, end, progress, stopping);
        records.Write(end.Encode(hash));
    }

    public void CopyRecordsTo(Stream target, IProgress<CopyProgress> progress, CancellationToken stopping)
    {
        file.Seek(0, SeekOrigin.Begin);
        var step = new Step(CopyProgress.Copying, RecordsLength, progress);
        Pass(file, step, target.Write, stopping);
    }

    /// <summary>Empty when there is none.</summary>
    public byte[] ReadKey()
    {
        var key = new byte[end.KeyLength];
        file.Seek(RecordsLength, SeekOrigin.Begin);
        file.ReadExactly(key);
        return key;
    }

    public void Dispose() => file.Dispose();

    private static BackupEnd ReadEnd(FileStream file, out byte[] hash)
    {
        var bytes = new byte[BackupEnd.Size];
        if (file.Length >= bytes.Length)
        {
            file.Seek(-bytes.Length, SeekOrigin.End);
            file.ReadExactly(bytes);
        }

        return BackupEnd.Read(bytes, file.Length, out hash)
            ?? throw new IOException(BackupEnd.IsOfOtherVersion(bytes)
                ? $"{file.Name} was made by another version of PeerShare; restore it with that one"
                : $"{file.Name} is no backup, or its end is missing; name a file that 'peershare tracker backup' made");
    }

    private static byte[] Hash(FileStream file, long length, BackupEnd end, IProgress<CopyProgress> progress, CancellationToken stopping)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.Seek(0, SeekOrigin.Begin);
        var step = new Step(CopyProgress.Checking, length, progress);
        Pass(file, step, hash.AppendData, stopping);
        hash.AppendData(end.Facts());
        return hash.GetHashAndReset();
    }

    private static void Pass(FileStream from, Step step, Action<ReadOnlySpan<byte>> take, CancellationToken stopping)
    {
        var buffer = new byte[BufferSize];
        for (var done = 0L; done < step.Length;)
        {
            stopping.ThrowIfCancellationRequested();
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, step.Length - done));
            from.ReadExactly(part);
            take(part);
            done += part.Length;
            step.Progress.Report(new CopyProgress(step.Doing, done, step.Length));
        }
    }

    private readonly record struct Step(string Doing, long Length, IProgress<CopyProgress> Progress);
}
