using PeerShare.Engine.Storage;

namespace PeerShare.Engine.Tests.Storage;

public sealed class HandleCacheTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly List<int> opened = [];
    private readonly HandleCache cache;

    public HandleCacheTests() => cache = new HandleCache(2, (file, _) =>
    {
        opened.Add(file);
        return File.OpenHandle(folder[$"{file}"], FileMode.OpenOrCreate, FileAccess.ReadWrite);
    });

    public void Dispose()
    {
        cache.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_file_used_longest_ago_is_closed()
    {
        Use(1, 2, 1, 3, 1, 2);
        opened.ShouldBe([1, 2, 3, 2]);
        cache.Count.ShouldBe(2);
    }

    [Fact]
    public void A_file_in_use_is_closed_only_afterwards()
    {
        var lease = cache.Take(1, write: true);
        Use(2, 3, 4);
        lease.Handle.IsClosed.ShouldBeFalse();
        lease.Dispose();
        lease.Handle.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public void A_file_opened_for_reading_is_opened_again_for_writing_and_then_serves_both()
    {
        cache.Take(1, write: false).Dispose();
        cache.Take(1, write: true).Dispose();
        cache.Take(1, write: false).Dispose();
        opened.ShouldBe([1, 1]);
    }

    [Fact]
    public void A_file_that_was_replaced_is_opened_again()
    {
        Use(1);
        cache.Forget(1);
        Use(1);
        opened.ShouldBe([1, 1]);
    }

    private void Use(params int[] files) => Array.ForEach(files, file => cache.Take(file, write: false).Dispose());
}
