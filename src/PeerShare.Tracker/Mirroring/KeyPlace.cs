namespace PeerShare.Tracker.Mirroring;

/// <summary>Where the cluster's key of a tracker's folder lies. It lies beside the list, which the folder knows nothing of, so the folder
/// has a note of it; or in the folder, when a backup that had it was restored there.</summary>
internal static class KeyPlace
{
    private const string KeyName = "cluster.key";
    private const string NoteName = "key-file";

    public static string In(string folder) => Path.Combine(folder, KeyName);

    /// <summary>Where the tracker that used the folder last had it; null when it is not there any more.</summary>
    public static string? Find(string folder)
    {
        var note = Path.Combine(folder, NoteName);
        string[] places = File.Exists(note) ? [File.ReadAllText(note).Trim(), In(folder)] : [In(folder)];
        return places.FirstOrDefault(File.Exists);
    }

    /// <summary>The key of a tracker that starts: where it shall be, else the restored one, which is put there, else a fresh one.</summary>
    /// <exception cref="IOException">It cannot be read or made; says what to do.</exception>
    public static ClusterKey Open(TrackerOptions options)
    {
        var restored = In(options.DataFolder);
        var place = Path.GetFullPath(options.KeyFile ?? restored);
        var key = ClusterKey.ReadOrMake(place, restored, options.TimeProvider);
        Note(Path.Combine(options.DataFolder, NoteName), place);
        if (File.Exists(restored))
        {
            Compare(key, place, restored, options.Warn);
        }

        return key;
    }

    private static void Compare(ClusterKey key, string place, string restored, Action<string> warn)
    {
        using var other = ClusterKey.Read(restored);
        if (other.Fingerprint != key.Fingerprint)
        {
            warn($"{place} is another key than {restored}, with which the folder was restored: older logins and the keys of encrypted groups are lost with it; "
                + "copy the restored key there, or delete it if that is meant");
        }
    }

    /// <summary>Only when it is news: a tracker starts on a full disk too.</summary>
    private static void Note(string note, string place)
    {
        if (!File.Exists(note) || File.ReadAllText(note).Trim() != place)
        {
            File.WriteAllText(note, $"{place}\n");
        }
    }
}
