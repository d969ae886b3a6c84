using System.Net.Sockets;
using PeerShare.App.Commands;
using PeerShare.App.Hosting;

namespace PeerShare.App.Tests.Hosting;

public sealed class ClientRegistryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ClientRegistry registry;
    private readonly List<Socket> sockets = [];

    public ClientRegistryTests() => registry = new ClientRegistry(Path.Combine(folder.Path, "registry"));

    public void Dispose()
    {
        sockets.ForEach(socket => socket.Dispose());
        folder.Dispose();
    }

    [Fact]
    public void Without_a_client_the_error_says_how_to_start_one() =>
        Should.Throw<CommandFailure>(() => registry.Find(null)).Message.ShouldStartWith("no client of yours runs; start one");

    [Fact]
    public void The_only_one_is_meant()
    {
        var one = Start("one");

        registry.Find(null).ShouldBe(one);
        registry.Find(one.Folder).ShouldBe(one);
    }

    [Fact]
    public void Of_several_one_must_be_named()
    {
        var (one, two) = (Start("one"), Start("two"));

        Should.Throw<CommandFailure>(() => registry.Find(null)).Message.ShouldBe($"several clients of yours run, name one with --node: {one.Folder}, {two.Folder}");
        registry.Find(two.Folder).ShouldBe(two);
    }

    [Fact]
    public void What_a_killed_client_left_is_removed()
    {
        var one = Start("one");
        sockets[0].Dispose();

        registry.All().ShouldBeEmpty();
        Directory.EnumerateFiles(Path.Combine(folder.Path, "registry")).ShouldBeEmpty();
        Should.Throw<CommandFailure>(() => registry.Find(one.Folder)).Message.ShouldStartWith($"no client runs in {one.Folder}");
    }

    [Fact]
    public void A_folder_with_a_long_path_has_its_socket_elsewhere()
    {
        registry.SocketOf("/data").ShouldBe("/data/node.sock");
        registry.SocketOf($"/{new string('x', 120)}").ShouldStartWith(folder.Path);
    }

    private RunningClient Start(string name)
    {
        var data = folder.Folder(name);
        var client = new RunningClient(data, registry.SocketOf(data), "127.0.0.1:6001");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Directory.CreateDirectory(Path.GetDirectoryName(client.Socket)!);
        socket.Bind(new UnixDomainSocketEndPoint(client.Socket));
        socket.Listen();
        sockets.Add(socket);
        registry.Enter(client);
        return client;
    }
}
