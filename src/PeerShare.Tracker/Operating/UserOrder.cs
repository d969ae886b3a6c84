using System.Text.Json.Serialization;

namespace PeerShare.Tracker.Operating;

/// <summary>What whoever runs a tracker wants with its users.</summary>
public enum UserAct
{
    /// <summary>To see them all.</summary>
    List,

    /// <summary>To give one a fresh password, which ends all their sessions.</summary>
    Reset,

    /// <summary>To take one out of everything.</summary>
    Delete,
}

/// <param name="Act">What to do.</param>
/// <param name="User">To whom, as shown; nobody for <see cref="UserAct.List"/>.</param>
public sealed record UserOrder(UserAct Act, string? User = null);

/// <param name="Name">As it is shown.</param>
/// <param name="Groups">In how many the user is a member.</param>
public sealed record UserLine(string Name, int Groups);

/// <summary>How it went.</summary>
/// <param name="Error">Why nothing was done, as one line; null when it was.</param>
/// <param name="Users">For <see cref="UserAct.List"/>, by name.</param>
/// <param name="Password">For <see cref="UserAct.Reset"/>.</param>
public sealed record UserReport(string? Error, IReadOnlyList<UserLine>? Users = null, string? Password = null);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UserOrder))]
[JsonSerializable(typeof(UserReport))]
internal sealed partial class OperatorJson : JsonSerializerContext;
