using PeerShare.Protocol.Records;

namespace PeerShare.Protocol.Contracts;

/// <summary>Asks for a page of a group's audit log.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="After">The last entry of the page before; null for the first page.</param>
public sealed record AuditWanted(string Group, Stamp? After = null);

/// <summary>One entry of a group's audit log. A page has them in their order; behind the last entry there is an empty page.</summary>
/// <param name="Id">Names the entry.</param>
/// <param name="Time">When, in UTC.</param>
/// <param name="User">Who, by the name that they have now, or had then when they are no more.</param>
/// <param name="Act">What.</param>
/// <param name="About">To whom, or with which file or name; null for none.</param>
public sealed record AuditLine(Stamp Id, DateTimeOffset Time, string User, AuditAct Act, string? About);
