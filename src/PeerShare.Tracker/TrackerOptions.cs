using System.Net;

namespace PeerShare.Tracker;

/// <summary>Every setting of a tracker, and its default.</summary>
/// <param name="DataFolder">Where everything durable lies; made when missing.</param>
public sealed record TrackerOptions(string DataFolder)
{
    /// <summary>Port 0 lets the system choose.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    public Registration Registration { get; init; } = Registration.Open;

    /// <summary>What a password's hash costs (PBKDF2, HMAC-SHA512). OWASP asks for 210,000; less only in tests.</summary>
    public int PasswordIterations { get; init; } = 210_000;

    /// <summary>Passwords that are hashed at a time.</summary>
    public int HashingCores { get; init; } = Environment.ProcessorCount;

    /// <summary>How often a client announces; one that missed two of these is forgotten.</summary>
    public TimeSpan AnnounceInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the requests that are under way at the end may take.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Told what the operator should know, one line each; from any thread.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
