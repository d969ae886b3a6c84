using System.Globalization;
using PeerShare.EndToEnd.Tests.Staging;

namespace PeerShare.EndToEnd.Tests.Rings;

/// <summary>An owner with a file, and peers: number 0 is the owner, 1 is the peer that the book calls 5001, and so on.</summary>
internal sealed class Classroom
{
    public const int ChunkSize = 102_400;

    private readonly Stage stage;
    private readonly byte[] content;

    private Classroom(Stage stage, string name, byte[] content)
    {
        this.stage = stage;
        this.content = content;
        Name = name;
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    public long Length => content.Length;

    /// <summary>In bytes; what the owner is told with <c>--chunk-size</c>, if anything.</summary>
    public int SizeOfChunk { get; init; } = ChunkSize;

    public int ChunkCount => (content.Length - 1) / SizeOfChunk + 1;

    public static async Task<Classroom> OpenAsync(Stage stage, int length = 20 * ChunkSize + 4321, string name = "film.bin", int chunkSize = ChunkSize) =>
        new(stage, name, await stage.FileAsync(name, length)) { SizeOfChunk = chunkSize };

    public int Port(int member) => stage.Ports[member];

    public string Word(int member) => Port(member).ToString(CultureInfo.InvariantCulture);

    public string FolderOf(int member) => stage.In(member == 0 ? $"owner-{Port(0)}" : $"peer-{Port(member)}");

    public Player Owner(params IEnumerable<string> more) => stage.Start(["owner", Word(0), .. more, "--", Name]);

    public Player Peer(int member, int neighbour, params IEnumerable<string> more) =>
        stage.Start(["peer", Word(0), Word(member), Word(neighbour), .. more]);

    /// <summary>Peers in a closed ring.</summary>
    public List<Player> Peers(IReadOnlyList<int> members, params IReadOnlyList<string> more) =>
        [.. members.Select((member, position) => Peer(member, members[(position + 1) % members.Count], more))];

    /// <summary>The chunks that a member's summary names.</summary>
    public List<int> Summary(int member)
    {
        var path = Path.Combine(FolderOf(member), "summary.txt");
        return File.Exists(path)
            ? [.. File.ReadAllText(path).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))]
            : [];
    }

    /// <summary>Waits until a member's summary names so many chunks.</summary>
    public Task HoldsAsync(int member, int chunks) => Stage.UntilAsync($"{chunks} chunks at member {member}", () => Summary(member).Count == chunks);

    /// <summary>Chunk files and summary are exact.</summary>
    public async Task ShouldHaveEveryChunkAsync(int member)
    {
        (await File.ReadAllTextAsync(Path.Combine(FolderOf(member), "summary.txt"))).ShouldBe($"{string.Join(' ', Enumerable.Range(0, ChunkCount))}\n");
        var chunks = Path.Combine(FolderOf(member), "chunks");
        Directory.EnumerateFileSystemEntries(chunks).Select(Path.GetFileName).ShouldBe(Ids(), ignoreOrder: true);
        for (var chunk = 0; chunk < ChunkCount; chunk++)
        {
            (await File.ReadAllBytesAsync(Path.Combine(chunks, Id(chunk)))).AsSpan().SequenceEqual(Chunk(chunk)).ShouldBeTrue($"chunk {chunk} of member {member}");
        }
    }

    /// <summary>The assembled file too is the owner's, byte for byte.</summary>
    public async Task ShouldBeCompleteAsync(params IEnumerable<int> members)
    {
        foreach (var member in members)
        {
            await ShouldHaveEveryChunkAsync(member);
            (await File.ReadAllBytesAsync(Path.Combine(FolderOf(member), Name))).AsSpan().SequenceEqual(content).ShouldBeTrue($"the copy of member {member}");
        }
    }

    /// <summary>Of all chunks that lie in a member's folder none is wrong.</summary>
    public async Task ShouldHoldNothingWrongAsync(int member)
    {
        foreach (var chunk in Summary(member))
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(FolderOf(member), "chunks", Id(chunk)));
            bytes.AsSpan().SequenceEqual(Chunk(chunk)).ShouldBeTrue($"chunk {chunk} of member {member}");
        }
    }

    public byte[] Chunk(int chunk) => content[(chunk * SizeOfChunk)..Math.Min((chunk + 1) * SizeOfChunk, content.Length)];

    /// <summary>The ids of all chunks as they are written.</summary>
    public IEnumerable<string> Ids() => Enumerable.Range(0, ChunkCount).Select(Id);

    private static string Id(int chunk) => chunk.ToString(CultureInfo.InvariantCulture);
}
