namespace PeerShare.Protocol.Contracts;

/// <summary>Asks for a new user.</summary>
/// <param name="Id">32 random hexadecimal digits of the client's, which the user's id is made of.</param>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="Password">1 to 1,000 characters.</param>
public sealed record NewUser(string Id, string Name, string Password);

/// <summary>Asks for a session.</summary>
/// <param name="Name">As typed; of a name that was claimed twice any claimant is tried.</param>
/// <param name="Password">As typed.</param>
/// <param name="Node">The node's id, 32 hexadecimal digits; the same after a restart.</param>
public sealed record Login(string Name, string Password, string Node);

/// <summary>A session: good on every tracker until it expires or is ended.</summary>
/// <param name="Token">Goes into <c>Authorization: Bearer</c>.</param>
/// <param name="UserId">32 hexadecimal digits.</param>
/// <param name="Name">The user's name, as it is shown.</param>
/// <param name="Passkey">Goes into the announce path; secret.</param>
/// <param name="Expires">When the token ends.</param>
public sealed record Session(string Token, string UserId, string Name, string Passkey, DateTimeOffset Expires);

/// <summary>Asks for another password.</summary>
public sealed record PasswordChange(string Old, string New);

/// <summary>Asks for another name, of the user or of the group named by <paramref name="Group"/>.</summary>
public sealed record Rename(string? Group, string New);

/// <summary>Who is logged in.</summary>
public sealed record Me(string UserId, string Name);
