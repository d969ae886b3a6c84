using PeerShare.Protocol.Torrents;

namespace PeerShare.Protocol.Tests.Torrents;

public sealed class SafePathTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("...a")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("Überraschung 🎁.txt")]
    [InlineData("e\u0301")]
    [InlineData("console")]
    [InlineData("COM10")]
    [InlineData("nul_")]
    [InlineData("what? <a> | \"b\" *")]
    public void An_honest_name_is_left_alone(string name) => SafePath.FaultOf(name).ShouldBeNull();

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("..", "leads to another directory")]
    [InlineData("a/b", "contains a path separator")]
    [InlineData("C:", "contains a colon")]
    [InlineData("a\0", "contains a control character")]
    [InlineData("a.", "ends in a dot")]
    [InlineData("LPT1 .x", "is a device")]
    public void A_fault_is_named(string name, string reason) => SafePath.FaultOf(name).ShouldNotBeNull().ShouldContain(reason);

    [Fact]
    public void Lengths_are_counted_in_bytes()
    {
        SafePath.FaultOf(new string('é', 127) + "a").ShouldBeNull();
        SafePath.FaultOf(new string('é', 128)).ShouldNotBeNull();
    }
}
