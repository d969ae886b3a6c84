namespace PeerShare.App.Hosting;

/// <summary>A client that runs, as it is listed for this user's other processes.</summary>
/// <param name="Folder">Its data.</param>
/// <param name="Socket">Takes commands.</param>
/// <param name="Address">Where it is reached by peers.</param>
internal sealed record RunningClient(string Folder, string Socket, string Address);
