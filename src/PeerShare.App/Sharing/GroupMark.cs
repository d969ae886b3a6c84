namespace PeerShare.App.Sharing;

/// <summary>How a group is known: by its id, because names change; by its name where either side does not know the id.</summary>
/// <param name="Id">32 hexadecimal digits; null when it is not known.</param>
/// <param name="Name">As it was shown last.</param>
internal readonly record struct GroupMark(string? Id, string Name)
{
    public bool IsSame(GroupMark other) => Id is not null && other.Id is not null ? Id == other.Id : Name == other.Name;
}
