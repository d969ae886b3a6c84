namespace PeerShare.EndToEnd.Tests.Staging;

/// <summary>A class of tests that play on a stage; each test has its own.</summary>
public abstract class StagedTest : IAsyncDisposable
{
    private protected Stage Stage { get; } = new();

    public async ValueTask DisposeAsync()
    {
        var report = TestContext.Current.TestState?.Result == TestResult.Failed ? Stage.Report() : null;
        await Stage.DisposeAsync();
        if (report is not null)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(report);
        }

        GC.SuppressFinalize(this);
    }
}
