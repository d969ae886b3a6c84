using FsCheck;
using FsCheck.Fluent;
using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

public sealed class FileSlicesProperty
{
    /// <summary>However the content is cut into files, padding, pieces and reads: the bytes are where they belong.</summary>
    [Fact]
    public void Any_cut_into_files_and_pieces_keeps_every_byte()
    {
        var cuts = from lengths in Gen.Choose(0, 90).ListOf()
                   from pieceLength in Gen.Choose(1, 70)
                   from seed in Gen.Choose(1, 1_000_000)
                   select (Lengths: lengths.ToArray(), PieceLength: pieceLength, Seed: seed);
        Prop.ForAll(cuts.ToArbitrary(), cut => Keeps(cut.Lengths, cut.PieceLength, cut.Seed))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private static void Keeps(int[] lengths, int pieceLength, int seed)
    {
        var random = new Random(seed);
        var files = new List<StoredFile>();
        foreach (var length in lengths)
        {
            files.Add(new StoredFile($"s/{files.Count}", length, files.LastOrDefault()?.End ?? 0, IsPadding: random.Next(4) == 0));
        }

        var sample = new Sample(lengths.Sum(), pieceLength, seed);
        foreach (var padding in files.Where(file => file.IsPadding))
        {
            sample.Bytes.AsSpan((int)padding.Offset, (int)padding.Length).Clear();
        }

        using var folder = new TempFolder();
        var content = new ContentFolder(folder.Path);
        using var stored = new ContentFiles(content, files);
        foreach (var number in Enumerable.Range(0, files.Count).Where(number => !files[number].IsPadding))
        {
            stored.Create(number, reserve: false);
        }

        foreach (var piece in sample.Layout.Pieces())
        {
            stored.Write(sample.Layout.OffsetOf(piece), sample.Of(piece).Span);
        }

        files.SelectMany(file => file.IsPadding ? new byte[file.Length] : File.ReadAllBytes(folder[file.RelativePath])).ShouldBe(sample.Bytes);
        var begin = random.Next(sample.Bytes.Length + 1);
        var target = new byte[random.Next(sample.Bytes.Length - begin + 1)];
        stored.Read(begin, target).ShouldBe(target.Length);
        target.ShouldBe(sample.Bytes.AsSpan(begin, target.Length).ToArray());
    }
}
