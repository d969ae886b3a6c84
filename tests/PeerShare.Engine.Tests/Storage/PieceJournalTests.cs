using PeerShare.Engine.Storage;
using PeerShare.Protocol.Values;

namespace PeerShare.Engine.Tests.Storage;

public sealed class PieceJournalTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ManualTime time = new();
    private readonly PieceLayout layout = PieceLayout.Create(100L * PieceLayout.LargestPiece, PieceLayout.LargestPiece);
    private readonly PieceLayout small = PieceLayout.Create(100 * 16_384, 16_384);
    private readonly InfoHash hash = InfoHash.Of([1, 2, 3]);
    private readonly Guid boot = Guid.NewGuid();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Under_the_same_boot_every_entry_counts()
    {
        await using var journal = Begin(small, () => { });
        journal.Stored(small.Index(4));
        journal.Stored(small.Index(99));
        var content = Left(small, boot);
        content.Trusted.Ones().ShouldBe([4, 99]);
        content.Durable.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Under_another_boot_only_marked_entries_count()
    {
        await using var journal = Begin(small, () => { });
        journal.Stored(small.Index(4));
        var content = Left(small, Guid.NewGuid());
        content.Noted.Ones().ShouldBe([4]);
        content.Trusted.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_clean_end_leaves_everything_marked()
    {
        await using (var journal = Begin(small, () => { }))
        {
            journal.Stored(small.Index(4), stamp: 77);
        }

        var content = Left(small, Guid.NewGuid());
        content.Trusted.Ones().ShouldBe([4]);
        content.StampOf(4).ShouldBe(77);
    }

    [Fact]
    public async Task After_two_seconds_the_data_is_synced()
    {
        var synced = new TaskCompletionSource();
        await using var journal = Begin(small, () => synced.TrySetResult());
        time.Advance(TimeSpan.FromMinutes(1));
        synced.Task.IsCompleted.ShouldBeFalse();
        journal.Stored(small.Index(4));
        time.Advance(PieceJournal.LongestUnsynced - TimeSpan.FromMilliseconds(1));
        synced.Task.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        await synced.Task;
    }

    [Fact]
    public async Task After_sixty_four_mebibytes_the_data_is_synced_at_once()
    {
        var synced = new TaskCompletionSource();
        await using var journal = Begin(layout, () => synced.TrySetResult());
        journal.Stored(layout.Index(4));
        await synced.Task;
    }

    [Fact]
    public async Task A_mark_does_not_cover_what_was_noted_while_the_data_was_synced()
    {
        PieceJournal? journal = null;
        var syncs = 0;
        var left = new TaskCompletionSource<JournalContent>();
        journal = Begin(layout, () =>
        {
            // The second sync begins only after the first mark; it is asked for by what is noted during the first.
            switch (++syncs)
            {
                case 1:
                    journal!.Stored(layout.Index(5));
                    break;
                case 2:
                    left.SetResult(Left(layout, Guid.NewGuid()));
                    break;
            }
        });
        journal.Stored(layout.Index(4));
        while (!left.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        var content = await left.Task;
        content.Noted.Ones().ShouldBe([4, 5]);
        content.Durable.Ones().ShouldBe([4]);
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task When_the_device_fails_to_sync_nothing_is_vouched_for_any_more()
    {
        await using (var journal = Begin(small, () => throw new IOException("the device is gone")))
        {
            journal.Stored(small.Index(4));
            (await Should.ThrowAsync<IOException>(journal.FinishAsync(() => []))).Message.ShouldBe("the device is gone");
        }

        Left(small, boot).Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task Finished_files_are_remembered_with_length_time_and_digest()
    {
        var digest = new byte[32];
        digest[31] = 9;
        await using (var journal = Begin(small, () => { }))
        {
            journal.Stored(small.Index(4));
            await journal.FinishAsync(() => [new FinishedFile(0, 5, 6), new FinishedFile(1, 7, 8, digest)]);
        }

        var content = Left(small, Guid.NewGuid());
        content.Durable.Ones().ShouldBe([4]);
        content.Finished.Keys.ShouldBe([0, 1]);
        (content.Finished[1].Length, content.Finished[1].Stamp, content.Finished[1].Digest.Span[31]).ShouldBe((7, 8, (byte)9));
    }

    [Fact]
    public async Task Beginning_anew_keeps_what_is_known_and_no_more()
    {
        await using (var journal = Begin(small, () => { }))
        {
            Array.ForEach([1, 2, 3, 1, 1, 1], piece => journal.Stored(small.Index(piece)));
        }

        await using var again = PieceJournal.Begin(Path, new JournalHeader(hash, small, boot), new KnownPieces(Set(2, 3), Set(1, 3)), () => { }, time);
        var content = Left(small, boot);
        content.Noted.Ones().ShouldBe([2, 3]);
        content.Durable.Ones().ShouldBe([3]);
        new FileInfo(Path).Length.ShouldBeLessThan(JournalHeader.Length + (3 * JournalRecord.StoredLength));
    }

    [Fact]
    public async Task Pieces_known_but_not_durable_are_synced_soon()
    {
        var synced = new TaskCompletionSource();
        await using (PieceJournal.Begin(Path, new JournalHeader(hash, small, boot), new KnownPieces(Set(2), Set()), () => synced.TrySetResult(), time))
        {
            time.Advance(PieceJournal.LongestUnsynced);
            await synced.Task;
        }

        Left(small, Guid.NewGuid()).Trusted.Ones().ShouldBe([2]);
    }

    [Fact]
    public async Task A_journal_cut_off_anywhere_says_what_came_before()
    {
        var bytes = await SampleJournal();
        for (var length = 0; length <= bytes.Length; length++)
        {
            var content = Parse(bytes.AsSpan(0, length), boot);
            content.Exists.ShouldBe(length >= JournalHeader.Length);
            content.IsDamaged.ShouldBeFalse();
            content.Noted.Ones().ShouldBe(Enumerable.Range(0, content.Noted.Count));
            content.Noted.Count.ShouldBeGreaterThanOrEqualTo((length - JournalHeader.Length - 57 - 26) / JournalRecord.StoredLength);
        }

        Parse(bytes, boot).Noted.Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_journal_with_any_byte_changed_never_says_more_than_it_did()
    {
        var bytes = await SampleJournal();
        for (var position = 0; position < bytes.Length; position++)
        {
            var changed = bytes.ToArray();
            changed[position] ^= 0x41;
            var content = Parse(changed, boot);
            content.Noted.Ones().ShouldBe(Enumerable.Range(0, content.Noted.Count));
            (content.Noted.Count == 20 || !content.Exists || content.IsDamaged || position > bytes.Length - 120).ShouldBeTrue($"at {position}");
        }
    }

    [Fact]
    public void Another_torrents_journal_or_rubbish_is_no_journal()
    {
        var bytes = new JournalHeader(hash, small, boot).ToBytes();
        JournalContent.Parse(bytes, InfoHash.Any, small, boot, default).Exists.ShouldBeFalse();
        JournalContent.Parse(bytes, hash, layout, boot, default).Exists.ShouldBeFalse();
        JournalContent.Parse(new byte[500], hash, small, boot, default).Exists.ShouldBeFalse();
        JournalContent.Parse(bytes, hash, small, boot, default).Exists.ShouldBeTrue();
    }

    [Fact]
    public void A_piece_that_was_written_again_is_as_durable_as_its_last_entry()
    {
        byte[] head = [.. new JournalHeader(hash, small, boot).ToBytes(), .. new JournalRecord.Stored(3, 1).ToBytes()];
        byte[] again = [.. head, .. new JournalRecord.Stored(3, 2).ToBytes()];
        byte[] early = [.. again, .. new JournalRecord.Synced(head.Length).ToBytes()];
        byte[] late = [.. early, .. new JournalRecord.Synced(early.Length).ToBytes()];
        Parse(early, boot).Durable.IsEmpty.ShouldBeTrue();
        Parse(late, boot).Durable.Ones().ShouldBe([3]);
        Parse(late, boot).StampOf(3).ShouldBe(2);
    }

    [Fact]
    public void A_tail_of_zeros_as_after_a_power_cut_is_damage()
    {
        byte[] bytes = [.. new JournalHeader(hash, small, boot).ToBytes(), .. new JournalRecord.Stored(3, 0).ToBytes(), .. new byte[4096]];
        var content = Parse(bytes, boot);
        content.Noted.Ones().ShouldBe([3]);
        content.IsDamaged.ShouldBeTrue();
    }

    [Fact]
    public void A_piece_that_does_not_exist_is_damage()
    {
        byte[] bytes = [.. new JournalHeader(hash, small, boot).ToBytes(), .. new JournalRecord.Stored(100, 0).ToBytes(), .. new byte[100]];
        Parse(bytes, boot).IsDamaged.ShouldBeTrue();
    }

    [Fact]
    public void A_machine_without_a_boot_id_is_known_by_the_minute_of_its_start()
    {
        var now = time.GetUtcNow();
        var id = BootId.FromUptime(now, TimeSpan.FromHours(5) - TimeSpan.FromSeconds(10));
        BootId.FromUptime(now.AddHours(1), TimeSpan.FromHours(6) - TimeSpan.FromSeconds(10)).ShouldBe(id);
        BootId.FromUptime(now.AddHours(1), TimeSpan.FromMinutes(3)).ShouldNotBe(id);
        BootId.Read(time).ShouldBe(BootId.Read(time));
    }

    private string Path => folder["journal"];

    private PieceJournal Begin(PieceLayout pieces, Action sync) => PieceJournal.Begin(
        Path, new JournalHeader(hash, pieces, boot), new KnownPieces(new Bitfield(pieces.PieceCount), new Bitfield(pieces.PieceCount)), sync, time);

    private JournalContent Parse(ReadOnlySpan<byte> bytes, Guid under) => JournalContent.Parse(bytes, hash, small, under, default);

    /// <summary>What is on the disk now, as another process would find it when this one is killed.</summary>
    private JournalContent Left(PieceLayout pieces, Guid under)
    {
        using var copy = TempFolder.Snapshot(folder.Path);
        return JournalContent.Read(copy["journal"], hash, pieces, under);
    }

    private Bitfield Set(params int[] pieces)
    {
        var set = new Bitfield(small.PieceCount);
        Array.ForEach(pieces, piece => set.Set(piece));
        return set;
    }

    private async Task<byte[]> SampleJournal()
    {
        await using (var journal = Begin(small, () => { }))
        {
            for (var piece = 0; piece < 20; piece++)
            {
                journal.Stored(small.Index(piece), piece);
            }

            await journal.FinishAsync(() => [new FinishedFile(0, 1, 2)]);
        }

        return File.ReadAllBytes(Path);
    }
}
