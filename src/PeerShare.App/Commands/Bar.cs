namespace PeerShare.App.Commands;

/// <summary>How far something is, for the eye.</summary>
internal static class Bar
{
    private const int Width = 24;

    /// <summary>Such as <c>[#########---------------] 37%</c>.</summary>
    public static string Of(int percent) => $"[{new string('#', Width * percent / 100).PadRight(Width, '-')}] {percent}%";
}
