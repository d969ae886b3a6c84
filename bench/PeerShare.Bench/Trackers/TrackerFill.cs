using PeerShare.Protocol.Records;
using PeerShare.Tracker;
using PeerShare.Tracker.Accounts;
using PeerShare.Tracker.Hosting;
using PeerShare.Tracker.Records;

namespace PeerShare.Bench.Trackers;

/// <summary>Writes a <see cref="Population"/> into a tracker's folder, through the record store, as its users would have over years.</summary>
internal sealed class TrackerFill(Population population)
{
    private const int BatchSize = 20_000;
    private const int FirstEpoch = 1;
    private const int TorrentBytes = 512 * 1024;

    // In the past of every clock that reads this.
    private readonly HybridClock clock = new(origin: 1);
    private readonly long millis = DateTimeOffset.UnixEpoch.AddYears(50).ToUnixTimeMilliseconds();

    public static async Task RunAsync(string folder, int files)
    {
        var fill = new TrackerFill(new Population(files));
        var hash = await HashAsync();
        var (count, _) = await WriteAsync(folder, fill.People(hash).Concat(fill.Files()).Chunk(BatchSize).Select(BatchOf));
        Console.WriteLine(FormattableString.Invariant($"{count:N0} records in {folder}"));
    }

    /// <summary>Files that all have the same torrent.</summary>
    /// <returns>How many records, and their bytes without stamps.</returns>
    public static Task<(int Count, long Bytes)> FilesAsync(string folder, int files)
    {
        var fill = new TrackerFill(new Population(100));
        var torrent = new byte[TorrentBytes];
        return WriteAsync(folder, Enumerable.Range(0, files).Chunk(BatchSize).Select(chunk =>
            BatchOf([.. chunk.Select(file => fill.File(file, torrent))]) with { Blobs = [torrent] }));
    }

    /// <summary>Files with torrents of half a megabyte.</summary>
    /// <returns>How many records, and their bytes without stamps.</returns>
    public static Task<(int Count, long Bytes)> TorrentsAsync(string folder, int torrents)
    {
        var fill = new TrackerFill(new Population(100));
        return WriteAsync(folder, Enumerable.Range(0, torrents).Select(fill.Torrent));
    }

    private static async Task<string> HashAsync()
    {
        using var passwords = new Passwords(new TrackerOptions("").PasswordIterations, cores: 1);
        return await passwords.HashAsync(Population.Password) ?? throw new InvalidOperationException("one password is not too many");
    }

    private static async Task<(int Count, long Bytes)> WriteAsync(string folder, IEnumerable<RecordBatch> batches)
    {
        DataFolder.Make(folder);
        await using var store = SqliteRecordStore.Open(Path.Combine(folder, "records.db"));
        var (count, bytes) = (0, 0L);
        foreach (var batch in batches)
        {
            await store.AppendAsync(batch);
            count += batch.Records.Count;
            bytes += batch.Records.Sum(record => (long)record.Body.Length + record.Key.Id.Length);
        }

        return (count, bytes);
    }

    private static RecordBatch BatchOf(Record[] records) => new(records) { Heads = [records[^1].Stamp] };

    private IEnumerable<Record> People(string passwordHash) =>
        Enumerable.Range(0, population.Users).SelectMany(user => User(user, passwordHash))
            .Concat(Enumerable.Range(0, population.Groups).SelectMany(Group));

    private IEnumerable<Record> Files() => Enumerable.Range(0, population.Groups).SelectMany(Files);

    private RecordBatch Torrent(int file)
    {
        var blob = new byte[TorrentBytes];
        new Random(file).NextBytes(blob);
        return BatchOf([File(file, blob)]) with { Blobs = [blob] };
    }

    private Record File(int file, byte[] torrent) => Put(
        RecordKey.Of(RecordKind.File, Population.FileId(file)), BodyOf(0, file, population.Member(0, 0)) with { Torrent = BlobHash.Of(torrent) });

    private IEnumerable<Record> User(int user, string passwordHash)
    {
        var id = Population.UserId(user);
        yield return Put(RecordKey.Of(RecordKind.User, id), new UserBody(Population.Passkey(user)));
        yield return Put(RecordKey.Of(RecordKind.UserName, id), new NameBody(Population.UserName(user), clock.Next(millis)));
        yield return Put(RecordKey.Of(RecordKind.Password, id), new PasswordBody(passwordHash, clock.Next(millis)));
    }

    private IEnumerable<Record> Group(int group)
    {
        var id = Population.GroupId(group);
        var owner = Population.UserId(population.Member(group, 0));
        yield return Put(RecordKey.Of(RecordKind.Group, id), new GroupBody(owner, Open: true));
        yield return Put(RecordKey.Of(RecordKind.GroupName, id), new NameBody(Population.GroupName(group), clock.Next(millis)));
        for (var number = 0; number < Population.Members; number++)
        {
            yield return Put(RecordKey.Grant(id, Population.UserId(population.Member(group, number)), FirstEpoch), new GrantBody(owner));
        }
    }

    /// <summary>Every file has one sharer, every fourth a second.</summary>
    private IEnumerable<Record> Files(int group)
    {
        for (var file = population.FirstFile(group); file < population.FirstFile(group + 1); file++)
        {
            var id = Population.FileId(file);
            var by = population.Member(group, file % Population.Members);
            yield return Put(RecordKey.Of(RecordKind.File, id), BodyOf(group, file, by));
            yield return Share(file, by);
            yield return Entry(group, file, by);
            if (file % 4 == 0)
            {
                yield return Share(file, population.Member(group, (file + 1) % Population.Members));
            }
        }
    }

    private FileBody BodyOf(int group, int file, int by) => new(
        Population.GroupId(group),
        Population.FileName(file),
        clock.Next(millis),
        Population.Bytes(file),
        Population.Content(file),
        BlobHash.Of(BitConverter.GetBytes(file)),
        Population.UserId(by));

    private Record Share(int file, int user) =>
        Put(RecordKey.Share(Population.FileId(file), Population.UserId(user), Population.NodeOf(user)), new ShareBody(FirstEpoch));

    private Record Entry(int group, int file, int user)
    {
        var body = new AuditBody(AuditAct.Shared, new AuditedUser(Population.UserId(user), Population.UserName(user)), Name: Population.FileName(file));
        var stamp = clock.Next(millis);
        return new Record(RecordKey.AuditEntry(Population.GroupId(group), stamp), RecordJson.Encode(body), stamp, Deleted: false);
    }

    private Record Put<T>(RecordKey key, T body)
        where T : RecordBody => new(key, RecordJson.Encode(body), clock.Next(millis), Deleted: false);
}
