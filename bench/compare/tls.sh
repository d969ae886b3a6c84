#!/bin/sh
# What TLS costs whoever asks a tracker: requests a second and latencies, with it and without. See README.md beside this file.
set -eu

runs=${RUNS:-3}

root=$(readlink -f -- "$0")
root=${root%/bench/compare/*}

# Built before it is measured.
peershare=$root/peershare
version=$("$peershare" --version)
dotnet build "$root/bench/PeerShare.Bench" -c Release --nologo -v q >&2

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat <<REPORT
# TLS to a tracker, $(date -u +%F)

PeerShare $version on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr); the asker and the tracker
share them. \`GET /api/me\` over loopback. $runs runs:

    RUNS=$runs bench/compare/tls.sh
REPORT

run=0
while [ "$run" -lt "$runs" ]; do
  run=$((run + 1))
  echo "run $run of $runs" >&2
  printf '\n## Run %s\n\n' "$run"
  dotnet exec "$root/bench/PeerShare.Bench/bin/Release/net10.0/PeerShare.Bench.dll" tracker-tls "$peershare" "$scratch/$run" >"$scratch/said"
  sed 's/^/- /' "$scratch/said"
done
