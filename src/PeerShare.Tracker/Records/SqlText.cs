namespace PeerShare.Tracker.Records;

/// <summary>The statements, which stand as files beside this one.</summary>
internal static class SqlText
{
    public static string Schema { get; } = Read("schema");

    public static string Put { get; } = Read("put");

    public static string Forget { get; } = Read("forget");

    public static string ForgetBlob { get; } = Read("forget_blob");

    public static string PutBlob { get; } = Read("put_blob");

    public static string PutHead { get; } = Read("put_head");

    public static string PutHorizon { get; } = Read("put_horizon");

    public static string Get { get; } = Read("get");

    public static string Scan { get; } = Read("scan");

    public static string Range { get; } = Read("range");

    public static string Count { get; } = Read("count");

    public static string Since { get; } = Read("since");

    public static string Origins { get; } = Read("origins");

    public static string Heads { get; } = Read("heads");

    public static string Horizon { get; } = Read("horizon");

    public static string Tombstones { get; } = Read("tombstones");

    public static string HasBlob { get; } = Read("has_blob");

    public static string GetBlob { get; } = Read("get_blob");

    private static string Read(string name)
    {
        using var resource = typeof(SqlText).Assembly.GetManifestResourceStream($"{name}.sql")!;
        using var text = new StreamReader(resource);
        return text.ReadToEnd();
    }
}
