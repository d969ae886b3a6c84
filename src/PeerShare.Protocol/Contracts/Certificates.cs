namespace PeerShare.Protocol.Contracts;

/// <summary>Asks for a membership certificate.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Request">PKCS #10 for a P-256 key; names in it are passed over.</param>
/// <param name="GroupId">The group's id, for who knows it from an earlier certificate: it counts, because names change.</param>
public sealed record CertificateWanted(string Group, byte[] Request, string? GroupId = null);

/// <summary>What a member shows to the peers of an encrypted group, and whom it does not let in.</summary>
/// <param name="Pem">The certificate.</param>
/// <param name="Former">Whoever was a member and is not, or was let in again.</param>
public sealed record MembershipCertificate(string Pem, FormerMember[] Former);

/// <summary>A user's times in a group that are over.</summary>
/// <param name="Member">The user's id, 32 hexadecimal digits.</param>
/// <param name="Epoch">The last of them.</param>
public sealed record FormerMember(string Member, int Epoch);

/// <summary>Asks how a group's peers prove themselves.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="GroupId">The group's id, for who knows it: it counts, because names change.</param>
public sealed record RootWanted(string Group, string? GroupId = null);

/// <summary>How a group's peers prove themselves.</summary>
/// <param name="Root">The certificate for <c>ssl-cert</c> in the group's torrents, as PEM; null in an open group.</param>
/// <param name="GroupId">Of the group, whatever it is called: 32 hexadecimal digits. Older trackers do not say.</param>
/// <param name="Group">As it is shown now. Older trackers do not say.</param>
public sealed record GroupRoot(string? Root, string? GroupId = null, string? Group = null);
