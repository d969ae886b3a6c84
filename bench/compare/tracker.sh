#!/bin/sh
# A tracker with a million files: start, memory, list_files, login, announces. See README.md beside this file.
set -eu

files=${FILES:-1000000}
rate=${RATE:-10000}
seconds=${SECONDS_EACH:-20}
runs=${RUNS:-3}

root=$(readlink -f -- "$0")
root=${root%/bench/compare/*}
bench=${PEERSHARE_BENCH:-$root/../shared/bench}

# Built before it is measured.
peershare=$root/peershare
version=$("$peershare" --version)
dotnet build "$root/bench/PeerShare.Bench" -c Release --nologo -v q >&2
generator="dotnet exec $root/bench/PeerShare.Bench/bin/Release/net10.0/PeerShare.Bench.dll"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
filled=$($generator tracker-fill "$scratch/data" "$files")

# Usage: measure CORES VERB ARGUMENT...
measure() {
  cores=$1
  shift
  run=0
  while [ "$run" -lt "$runs" ]; do
    run=$((run + 1))
    echo "run $run of $runs: $1" >&2
    taskset -c "$cores" $generator "$@" >"$scratch/said"
    sed 's/^/- /' "$scratch/said"
  done
}

cat <<REPORT
# Tracker, $(date -u +%F)

PeerShare $version on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr).
$((files / 10)) users, $((files / 100)) groups, $files files; $runs runs:

    FILES=$files RATE=$rate SECONDS_EACH=$seconds RUNS=$runs bench/compare/tracker.sh

## Start, memory, list_files, login (goal: ready under 10 s, under 2 GiB, p99 under 50 ms; a login costs its hash)

REPORT
measure "0-$(($(nproc) - 1))" tracker-scale "$peershare" "$scratch/data"

cat <<REPORT

## Announces to one core, the generator on another (goal: $rate a second, p99 under 20 ms)

REPORT
measure 1 announces "$peershare" "$scratch/data" "$files" "$rate" "$seconds"

cat <<REPORT

## As many announces as the core takes

REPORT
measure 1 announces "$peershare" "$scratch/data" "$files" 0 "$seconds"

[ -x "$bench/tracker.sh" ] && command -v opentracker >/dev/null || exit 0
cat <<REPORT

## For comparison: opentracker, which knows neither users nor groups, on the same core (wrk, closed loop)

REPORT
"$bench/tracker.sh" 1 "$seconds" | sed -n '/^http/,$ { /^udp/d; s/^/    /; p }'
