using System.Globalization;
using BenchmarkDotNet.Running;
using PeerShare.Bench;
using PeerShare.Bench.Trackers;

const int UsualFiles = 1_000_000;
const int UsualRate = 10_000;
const int UsualWrites = 500;
const int UsualSeconds = 20;
const int UsualRuns = 5;

switch (args.FirstOrDefault())
{
    case "simulate":
        LargeSwarm.Run(Number(1, 1));
        break;
    case "economics":
        Economics.Run();
        break;
    case "hash" when args.Length > 1:
        await Hashing.RunAsync(args[1], Number(2, UsualRuns));
        break;
    case "tracker-fill" when args.Length > 1:
        await TrackerFill.RunAsync(args[1], Number(2, UsualFiles));
        break;
    case "tracker-scale" when args.Length > 2:
        await TrackerScale.RunAsync(args[1], args[2]);
        break;
    case "announces" when args.Length > 2:
        await Announces.RunAsync(args[1], args[2], Number(3, UsualFiles), Number(4, UsualRate), Number(5, UsualSeconds));
        break;
    case "pair-writes" when args.Length > 2:
        await PairWrites.RunAsync(args[1], args[2], Number(3, UsualWrites), Number(4, UsualSeconds));
        break;
    case "pair-catch-up" when args.Length > 2:
        await PairCatchUp.RunAsync(args[1], args[2]);
        break;
    case "pair-announces" when args.Length > 2:
        await PairAnnounces.RunAsync(args[1], args[2]);
        break;
    case "tracker-tls" when args.Length > 2:
        await TlsCost.RunAsync(args[1], args[2]);
        break;
    case null or "--help" or "hash" or "tracker-fill" or "tracker-scale" or "announces" or "pair-writes" or "pair-announces" or "pair-catch-up" or "tracker-tls":
        Console.WriteLine("""
            simulate [SEED]                                        500 peers in virtual time
            economics                                              small swarms against the least possible time
            hash FILE [RUNS]                                       the hashing of upload_file
            tracker-fill DIR [FILES]                               a tracker's folder with a million files (see Trackers/Population.cs)
            tracker-scale PROGRAM DIR                              start, memory, list_files and login of a filled tracker
            tracker-tls PROGRAM DIR                                requests to a tracker with TLS and without
            pair-writes PROGRAM DIR [RATE [SECONDS]]               writes to both of two trackers in a fresh folder
            pair-announces PROGRAM DIR                             until an announce at one of two trackers is seen at the other
            pair-catch-up PROGRAM DIR                              a tracker that lacks 100,000 records, then one that lacks 1 GB of torrents
            announces PROGRAM DIR [FILES [RATE [SECONDS]]]         announces to a filled tracker on core 0; RATE 0 is as many as it takes
            --filter '*'                                           the micro-benchmarks (BenchmarkDotNet)
            """);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LargeSwarm).Assembly).Run(args);
        break;
}

return 0;

int Number(int place, int usual) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : usual;
