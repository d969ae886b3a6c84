using PeerShare.App.Parsing;
using PeerShare.Protocol.Values;

namespace PeerShare.App.Commands;

/// <summary>A file that can be dealt out around a ring.</summary>
/// <param name="Content">Readable and not empty.</param>
/// <param name="Layout">5 to 200,000 chunks.</param>
internal sealed record RingFile(ReadableFile Content, PieceLayout Layout)
{
    /// <summary>One for each peer of the classic ring.</summary>
    public const int FewestChunks = 5;

    /// <summary>Each chunk is a file, and folders get slow.</summary>
    public const int MostChunks = 200_000;

    /// <summary>What a peer's folder holds beside the file.</summary>
    private static readonly string[] TakenNames = ["summary.txt", "chunks"];

    /// <exception cref="CommandFailure">It cannot be read, or not be cut so, or not be called so; says what would work.</exception>
    public static RingFile Check(string path, long chunkSize)
    {
        var file = ReadableFile.Check(path);
        if (TakenNames.Contains(file.Name, StringComparer.OrdinalIgnoreCase))
        {
            throw new CommandFailure($"a file called {file.Name} would collide with what a peer's folder holds; give it another name");
        }

        var chunks = (file.Length - 1) / chunkSize + 1;
        return chunks switch
        {
            < FewestChunks => throw TooFew(file, chunkSize, chunks),
            > MostChunks => throw TooMany(file, chunkSize, chunks),
            _ when chunkSize > PieceLayout.LargestPiece => throw TooLarge(chunkSize),
            _ => new RingFile(file, PieceLayout.Create(file.Length, (int)chunkSize)),
        };
    }

    private static CommandFailure TooFew(ReadableFile file, long chunkSize, long chunks)
    {
        // More than four full chunks make five: the largest size c has 4c < length.
        var largest = Math.Min((file.Length - 1) / (FewestChunks - 1), PieceLayout.LargestPiece);
        var advice = largest == 0 ? $"give a file of at least {FewestChunks} B" : $"give --chunk-size {largest} or less";
        return new CommandFailure($"{Describe(file, chunkSize, chunks)}, and a ring needs at least {FewestChunks}; {advice}");
    }

    private static CommandFailure TooMany(ReadableFile file, long chunkSize, long chunks)
    {
        var smallest = (file.Length - 1) / MostChunks + 1;
        var advice = smallest > PieceLayout.LargestPiece ? "split the file" : $"give --chunk-size {smallest} or more";
        return new CommandFailure($"{Describe(file, chunkSize, chunks)}, and a ring takes at most {MostChunks}; {advice}");
    }

    private static CommandFailure TooLarge(long chunkSize) =>
        new($"chunks of {Sizes.Format(chunkSize)} are too large; give --chunk-size {PieceLayout.LargestPiece} or less");

    private static string Describe(ReadableFile file, long chunkSize, long chunks) =>
        $"{file.Name} ({Sizes.Format(file.Length)}) makes {chunks} chunk{(chunks == 1 ? "" : "s")} of {Sizes.Format(chunkSize)}";
}
