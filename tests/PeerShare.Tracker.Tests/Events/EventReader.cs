using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using PeerShare.Protocol.Contracts;

namespace PeerShare.Tracker.Tests.Events;

/// <summary>Reads a client's stream of notices.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient http = new();
    private readonly IAsyncEnumerator<SseItem<Notice>> items;

    private EventReader(TestClient client) => items = ReadAsync(client).GetAsyncEnumerator();

    public static async Task<EventReader> OpenAsync(TestClient client)
    {
        var reader = new EventReader(client);
        (await reader.NextAsync()).ShouldBe(new Notice(NoticeKind.Hello));
        return reader;
    }

    /// <returns>Null at the end.</returns>
    public async Task<Notice?> NextAsync()
    {
        try
        {
            return await items.MoveNextAsync().AsTask().WaitAsync(Patience) ? items.Current.Data : null;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await items.DisposeAsync();
    }

    private async IAsyncEnumerable<SseItem<Notice>> ReadAsync(TestClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.Address, Routes.Events));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", client.Session!.Token);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(body, (_, data) => JsonSerializer.Deserialize(data, ContractJson.Default.Notice)!).EnumerateAsync())
        {
            yield return item;
        }
    }
}
