using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.Mirroring;
using PeerShare.Tracker.Records;

namespace PeerShare.Tracker.Operating;

/// <summary>What a backup has, or had that was restored.</summary>
/// <param name="Bytes">Length of the file of records.</param>
/// <param name="HasKey">Is the cluster's key with it?</param>
/// <param name="Made">When the records were so.</param>
public sealed record BackupReport(long Bytes, bool HasKey, DateTimeOffset Made);

/// <summary>What shall be kept, and where.</summary>
/// <param name="Folder">A tracker's; it may run.</param>
/// <param name="File">The backup; nothing is there yet.</param>
public sealed record BackupOrder(string Folder, string File)
{
    /// <summary>Whoever has the file is then a tracker of the cluster, and can read the keys of its groups.</summary>
    public bool WithKey { get; init; }

    /// <summary>Where the key is; null for where the tracker last had it.</summary>
    public string? Key { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>One file of all that a tracker has, as it was at one moment, and a tracker's folder of such a file. A running tracker need
/// not be asked: others may read its records while it writes (WAL).</summary>
public static class Backup
{
    /// <exception cref="IOException">It cannot be made; says why.</exception>
    public static BackupReport Make(BackupOrder order, IProgress<CopyProgress> progress, CancellationToken stopping)
    {
        Check(order);
        var key = order.WithKey ? ReadKey(order) : [];
        var made = DateTimeOffset.FromUnixTimeMilliseconds(order.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        using var aside = AsideFile.Create(order.File);
        CopyRecords(order, aside.Path, progress, stopping);
        aside.Write(file => BackupFile.Complete(file, key, made, progress, stopping));
        var report = new BackupReport(new FileInfo(aside.Path).Length - key.Length - BackupEnd.Size, key.Length > 0, made);
        aside.Place();
        return report;
    }

    /// <summary>Reads all of the file before anything is written.</summary>
    /// <param name="file">A backup.</param>
    /// <param name="folder">Of a tracker to be; made when it is missing.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="stopping">Leaves no records in the folder.</param>
    /// <exception cref="IOException">It is no whole backup, or the folder holds records or cannot be written; says which.</exception>
    public static BackupReport Restore(string file, string folder, IProgress<CopyProgress> progress, CancellationToken stopping)
    {
        using var backup = BackupFile.Open(file, progress, stopping);
        var key = backup.ReadKey();
        using var held = DataFolder.HoldEmpty(folder);
        using var records = AsideFile.Create(DataFolder.RecordsIn(folder));
        records.Write(target => backup.CopyRecordsTo(target, progress, stopping));
        if (key.Length > 0)
        {
            using var keyFile = AsideFile.Create(KeyPlace.In(folder));
            keyFile.Write(target => target.Write(key));
            keyFile.Place();
        }

        records.Place();
        return new BackupReport(backup.RecordsLength, key.Length > 0, backup.Made);
    }

    private static void Check(BackupOrder order)
    {
        var into = Path.GetDirectoryName(Path.GetFullPath(order.File));
        var problem = !Directory.Exists(order.Folder) ? $"there is no folder {order.Folder}; name the folder of a tracker"
            : !DataFolder.IsThere(order.Folder) ? $"{order.Folder} is no tracker's folder; name the one that its --data says (tracker-<number>)"
            : Directory.Exists(order.File) ? $"{order.File} is a folder; name a file in it"
            : File.Exists(order.File) ? $"{order.File} is there already, and is not overwritten; name another file"
            : !Directory.Exists(into) ? $"there is no folder {into}; make it first"
            : null;
        if (problem is not null)
        {
            throw new IOException(problem);
        }
    }

    private static byte[] ReadKey(BackupOrder order)
    {
        var path = order.Key ?? KeyPlace.Find(order.Folder)
            ?? throw new IOException($"nobody knows where the key of {order.Folder} is; name it with --key (it lies beside the list, as tracker_info.txt.key)");
        using var key = ClusterKey.Read(path);
        return File.ReadAllBytes(path);
    }

    private static void CopyRecords(BackupOrder order, string target, IProgress<CopyProgress> progress, CancellationToken stopping)
    {
        try
        {
            SqliteCopy.Make(
                DataFolder.RecordsIn(order.Folder), target, (done, total) => progress.Report(new CopyProgress(CopyProgress.Copying, done, total)), stopping);
        }
        catch (StoreFailure failure)
        {
            throw new IOException($"{order.Folder} cannot be copied to {order.File} ({failure.Message})", failure);
        }
    }
}
