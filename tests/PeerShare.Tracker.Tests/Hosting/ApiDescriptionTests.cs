using System.Reflection;
using System.Text.Json;
using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.Hosting;

public sealed class ApiDescriptionTests : IAsyncLifetime
{
    private TrackerStage stage = null!;
    private JsonElement document;

    public async ValueTask InitializeAsync()
    {
        stage = await TrackerStage.StartAsync();
        document = JsonDocument.Parse(await stage.Client().FetchAsync("/openapi.json")).RootElement;
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public void Every_address_of_the_contract_is_described()
    {
        var routes = typeof(Routes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Where(route => route.StartsWith('/') && !route.StartsWith("/mirror/", StringComparison.Ordinal));
        document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order().ShouldBe(routes.Order());
    }

    [Fact]
    public void A_command_says_what_it_takes_and_that_it_needs_a_session()
    {
        var join = document.GetProperty("paths").GetProperty(Routes.Join).GetProperty("post");
        SchemaOf(join.GetProperty("requestBody")).GetProperty("properties").GetProperty("group").GetProperty("type").GetString().ShouldBe("string");
        join.GetProperty("security")[0].TryGetProperty("session", out _).ShouldBeTrue();
        join.GetProperty("responses").TryGetProperty("204", out _).ShouldBeTrue();
        SchemaOf(join.GetProperty("responses").GetProperty("default")).GetProperty("properties").TryGetProperty("error", out _).ShouldBeTrue();
    }

    [Fact]
    public void A_login_needs_no_session_and_says_what_it_gives()
    {
        var login = document.GetProperty("paths").GetProperty(Routes.Login).GetProperty("post");
        login.TryGetProperty("security", out _).ShouldBeFalse();
        SchemaOf(login.GetProperty("responses").GetProperty("200")).GetProperty("properties").TryGetProperty("token", out _).ShouldBeTrue();
    }

    [Fact]
    public void An_announce_names_its_parameters() => document.GetProperty("paths").GetProperty(Routes.Announce).GetProperty("get")
        .GetProperty("parameters").EnumerateArray().Select(parameter => $"{parameter.GetProperty("in")} {parameter.GetProperty("name")}").Take(3)
        .ShouldBe(["path passkey", "query info_hash", "query peer_id"]);

    private static JsonElement SchemaOf(JsonElement part) => part.GetProperty("content").GetProperty("application/json").GetProperty("schema");
}
