using System.Runtime.InteropServices;
using PeerShare.App.Commands;

namespace PeerShare.App.Tests.Commands;

public sealed class OutcomeTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private readonly StopSignals signals = new();
    private readonly CommandContext context;

    public OutcomeTests() => context = new CommandContext { Out = output, Error = error }.WithJson();

    public void Dispose()
    {
        signals.Dispose();
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task A_command_that_is_done_ends_in_its_result()
    {
        var code = await EndAsync(() =>
        {
            context.Json.Emit("progress", writer => writer.WriteNumber("bytes", 5));
            context.Json.SetResult(writer => writer.WriteString("name", "Bär <1>"));
            return Task.FromResult(0);
        });

        code.ShouldBe(0);
        output.ToString().ShouldBe("{\"event\":\"progress\",\"bytes\":5}\n{\"event\":\"result\",\"ok\":true,\"name\":\"Bär <1>\"}\n");
    }

    [Fact]
    public async Task Text_for_people_goes_to_stderr_with_json()
    {
        await EndAsync(() =>
        {
            context.Out.WriteLine("dealt");
            return Task.FromResult(0);
        });

        error.ToString().ShouldBe("dealt\n");
        output.ToString().ShouldBe("{\"event\":\"result\",\"ok\":true}\n");
    }

    [Fact]
    public async Task Nothing_follows_the_last_line()
    {
        await EndAsync(() => Task.FromResult(0));

        context.Json.Emit("late");

        output.ToString().ShouldBe("{\"event\":\"result\",\"ok\":true}\n");
    }

    [Fact]
    public async Task A_failure_of_the_disk_is_one_line()
    {
        var code = await EndAsync(() => throw new IOException("no space left\non the device"));

        code.ShouldBe(1);
        error.ToString().ShouldBe("error: no space left on the device\n");
    }

    [Fact]
    public async Task A_defect_asks_to_be_reported()
    {
        var code = await EndAsync(() => throw new InvalidOperationException("odd"));

        code.ShouldBe(1);
        error.ToString().ShouldStartWith("error: a defect of PeerShare, InvalidOperationException: odd; ");
    }

    [Fact]
    public async Task An_operation_that_was_cancelled_by_nobody_is_a_defect() =>
        (await EndAsync(() => throw new OperationCanceledException())).ShouldBe(1);

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public async Task A_command_that_a_signal_cut_short_says_so(PosixSignal signal, int expected)
    {
        var code = await EndAsync(() =>
        {
            signals.Stop(signal);
            signals.Stopping.ThrowIfCancellationRequested();
            return Task.FromResult(0);
        });

        code.ShouldBe(expected);
        output.ToString().ShouldBe("{\"event\":\"error\",\"message\":\"interrupted\"}\n");
        error.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 0)]
    public async Task A_command_that_ends_in_good_order_was_interrupted_only_by_a_person(PosixSignal signal, int expected)
    {
        var code = await EndAsync(() =>
        {
            signals.Stop(signal);
            return Task.FromResult(0);
        });

        code.ShouldBe(expected);
    }

    [Fact]
    public void Only_the_first_signal_is_taken()
    {
        signals.Stop(PosixSignal.SIGTERM).ShouldBeTrue();

        signals.Stop(PosixSignal.SIGINT).ShouldBeFalse();
        signals.Received.ShouldBe(PosixSignal.SIGTERM);
    }

    private Task<int> EndAsync(Func<Task<int>> body) => CommandRunner.RunToEndAsync(context, signals, body);
}
