# Read by pair.sh, tls.sh and tracker.sh, whose $runs says how often they measure.

root=$(readlink -f -- "$0")
root=${root%/bench/compare/*}

# Built before it is measured.
peershare=$root/peershare
version=$("$peershare" --version)
dotnet build "$root/bench/PeerShare.Bench" -c Release --nologo -v q >&2
generator="dotnet exec $root/bench/PeerShare.Bench/bin/Release/net10.0/PeerShare.Bench.dll"
measured="PeerShare $version on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr)"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Runs it $runs times; meanwhile $run is the number of the run.
# Usage: repeat COMMAND ARGUMENT...
repeat() {
  run=0
  while [ "$run" -lt "$runs" ]; do
    run=$((run + 1))
    echo "run $run of $runs: $*" >&2
    "$@"
  done
}

# What it says becomes a list; by way of a file, so that nothing follows a failure.
# Usage: list COMMAND ARGUMENT...
list() {
  "$@" >"$scratch/said"
  sed 's/^/- /' "$scratch/said"
}
