using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PeerShare.Tracker.Hosting;

namespace PeerShare.Tracker.Operating;

/// <summary>Where a running tracker takes orders: a socket in its folder, which only the folder's owner can open. It has nothing of what
/// the others reach, and they have nothing of it.</summary>
internal sealed class OperatorSocket : IAsyncDisposable
{
    public const string Address = "/users";

    private const string FileName = "operator.sock";
    private const long LongestOrder = 65_536;

    // A system's limit is 104 to 108 bytes.
    private const int LongestPath = 100;

    private readonly WebApplication app;
    private readonly string path;

    private OperatorSocket(WebApplication app, string path)
    {
        this.app = app;
        this.path = path;
    }

    /// <summary>Where the tracker of a folder listens; null when the folder's path is too long for a socket.</summary>
    public static string? PathIn(string folder)
    {
        var path = Path.Combine(Path.GetFullPath(folder), FileName);
        return System.Text.Encoding.UTF8.GetByteCount(path) <= LongestPath ? path : null;
    }

    /// <param name="path">What a killed tracker left there is replaced.</param>
    /// <param name="desk">Who does it.</param>
    public static async Task<OperatorSocket> OpenAsync(string path, UserDesk desk)
    {
        File.Delete(path);
        var builder = BareServer.NewBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(path);
            kestrel.Limits.MaxRequestBodySize = LongestOrder;
        });
        var app = builder.Build();
        app.MapPost(Address, context => AnswerAsync(context, desk));
        await app.StartAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new OperatorSocket(app, path);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        File.Delete(path);
    }

    private static async Task AnswerAsync(HttpContext context, UserDesk desk)
    {
        var order = await context.Request.ReadFromJsonAsync(OperatorJson.Default.UserOrder, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            await desk.DoAsync(order ?? new UserOrder(UserAct.List)), OperatorJson.Default.UserReport, null, context.RequestAborted);
    }
}
