using System.Globalization;
using BenchmarkDotNet.Running;
using PeerShare.Bench;

switch (args.FirstOrDefault())
{
    case "simulate":
        LargeSwarm.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1);
        break;
    case "economics":
        Economics.Run();
        break;
    case "hash":
        await Hashing.RunAsync(args[1], args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LargeSwarm).Assembly).Run(args);
        break;
}

return 0;
