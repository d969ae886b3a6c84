using PeerShare.App.Commands;

return await CommandRunner.RunAsync(args, CommandContext.OfConsole());
