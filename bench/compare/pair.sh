#!/bin/sh
# Two trackers that mirror each other: writes that are answered when both disks have them, and catching up. See README.md beside this file.
set -eu

rate=${RATE:-500}
seconds=${SECONDS_EACH:-20}
runs=${RUNS:-3}

. "$(dirname -- "$(readlink -f -- "$0")")/generator.sh"

# Usage: fresh_pair VERB ARGUMENT...
fresh_pair() {
  verb=$1
  shift
  list $generator "$verb" "$peershare" "$scratch/pair" "$@"
  rm -rf "$scratch/pair"
}

cat <<REPORT
# Two trackers, $(date -u +%F)

$measured; generator and both trackers
share them. $runs runs:

    RATE=$rate SECONDS_EACH=$seconds RUNS=$runs bench/compare/pair.sh

## Writes (goal: p99 under 50 ms at 500 a second)

REPORT
repeat fresh_pair pair-writes "$rate" "$seconds"

cat <<REPORT

## Announces (goal: seen at the other within 2 s)

REPORT
repeat fresh_pair pair-announces

cat <<REPORT

## Catching up (goal: 100,000 records in under 10 s, 1 GB of torrents in under 60 s, under 1 GiB of memory)

REPORT
repeat fresh_pair pair-catch-up
