using PeerShare.Tracker.Accounts;

namespace PeerShare.Tracker.Tests.Accounts;

public sealed class RecentlyUsedTests
{
    private readonly RecentlyUsed<int, string> table = new(3);

    [Fact]
    public void One_more_takes_the_place_of_the_one_that_was_put_the_longest_ago()
    {
        Put(1, 2, 3, 1, 4);

        Kept().ShouldBe([1, 3, 4]);
        Put(5, 6, 7);
        Kept().ShouldBe([5, 6, 7]);
    }

    [Fact]
    public void What_is_put_again_is_changed()
    {
        table.Put(1, "one");
        table.Put(1, "another");

        table.TryFind(1, out var value).ShouldBeTrue();
        value.ShouldBe("another");
    }

    private void Put(params int[] keys) => Array.ForEach(keys, key => table.Put(key, $"{key}"));

    private List<int> Kept() => [.. Enumerable.Range(0, 10).Where(key => table.TryFind(key, out var value) && value == $"{key}")];
}
