using System.Net;
using System.Net.Security;
using PeerShare.Protocol.Values;

namespace PeerShare.Tracker;

/// <summary>Every setting of a tracker, and its default.</summary>
/// <param name="DataFolder">Where everything durable lies; made when missing.</param>
public sealed record TrackerOptions(string DataFolder)
{
    /// <summary>Port 0 lets the system choose.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>What the trackers of one list share; made when it is missing. Null for a key in the data folder: no other has it.</summary>
    public string? KeyFile { get; init; }

    /// <summary>What is shown to whoever comes by TLS, mirrors excepted, such as a certificate of a public authority; null for one of the
    /// cluster.</summary>
    public SslStreamCertificateContext? Certificate { get; init; }

    /// <summary>The other trackers.</summary>
    public IReadOnlyList<HostPort> Mirrors { get; init; } = [];

    /// <summary>Where the others reach this one; null for where it listens.</summary>
    public HostPort? Address { get; init; }

    public Registration Registration { get; init; } = Registration.Open;

    public Quotas Quotas { get; init; } = new();

    /// <summary>At a time; one more is closed at once. Ten thousand silent ones take 400 MB of memory.</summary>
    public int MostConnections { get; init; } = 20_000;

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
