#!/bin/sh
# Two trackers that mirror each other: writes that are answered when both disks have them, and catching up. See README.md beside this file.
set -eu

rate=${RATE:-500}
seconds=${SECONDS_EACH:-20}
runs=${RUNS:-3}

root=$(readlink -f -- "$0")
root=${root%/bench/compare/*}

# Built before it is measured.
peershare=$root/peershare
version=$("$peershare" --version)
dotnet build "$root/bench/PeerShare.Bench" -c Release --nologo -v q >&2
generator="dotnet exec $root/bench/PeerShare.Bench/bin/Release/net10.0/PeerShare.Bench.dll"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Usage: measure VERB ARGUMENT...
measure() {
  run=0
  while [ "$run" -lt "$runs" ]; do
    run=$((run + 1))
    echo "run $run of $runs: $1" >&2
    verb=$1
    shift
    $generator "$verb" "$peershare" "$scratch/$run" "$@" >"$scratch/said"
    set -- "$verb" "$@"
    sed 's/^/- /' "$scratch/said"
    rm -rf "${scratch:?}/$run"
  done
}

cat <<REPORT
# Two trackers, $(date -u +%F)

PeerShare $version on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr); generator and both trackers
share them. $runs runs:

    RATE=$rate SECONDS_EACH=$seconds RUNS=$runs bench/compare/pair.sh

## Writes (goal: p99 under 50 ms at 500 a second)

REPORT
measure pair-writes "$rate" "$seconds"

cat <<REPORT

## Announces (goal: seen at the other within 2 s)

REPORT
measure pair-announces

cat <<REPORT

## Catching up (goal: 100,000 records in under 10 s, 1 GB of torrents in under 60 s, under 1 GiB of memory)

REPORT
measure pair-catch-up
