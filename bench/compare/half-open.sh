#!/bin/sh
# Resident memory of a tracker and of a client to each of which ten thousand connections come that never get on, while members go on
# fetching. See README.md beside this file.
set -eu

root=$(readlink -f -- "$0")
root=${root%/bench/compare/*}
cd "$root"
. eng/dotnet.sh
find_dotnet
version=$(./peershare --version)
run_dotnet build tests/PeerShare.EndToEnd.Tests -c Release -clp:NoSummary >&2

ulimit -n "$(ulimit -Hn)"
load=$(cut -d ' ' -f 1 /proc/loadavg)
report=$("$dotnet" exec tests/PeerShare.EndToEnd.Tests/bin/Release/net10.0/PeerShare.EndToEnd.Tests.dll \
  --filter-method '*Ten_thousand_connections*' --show-live-output on --no-progress) || { echo "$report" >&2; exit 1; }
memory() {
  echo "$report" | sed -n "s/.*\] $1: at most \([0-9]*\) MiB.*/\1/p" | head -n 1
}

cat <<REPORT
# Ten thousand half-open connections, $(date -u +%F)

PeerShare $version on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr), load $load before.
To a tracker and to a client 10,000 connections each from 50 addresses of this machine: silent ones, halves of handshakes and of TLS
hellos, whole hellos, slow headers, slow bodies; in place of those that were shown out others came. Meanwhile a member registered, logged in,
joined, listed and fetched 12 MB, and the fetch of another went on. The goal is 500 MiB each:

    bench/compare/half-open.sh

| highest resident memory, tracker, MiB | client, MiB |
|---|---|
| $(memory tracker) | $(memory alice) |
REPORT
