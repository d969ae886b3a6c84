#!/bin/sh
# A tracker with a million files: start, memory, list_files, login, announces. See README.md beside this file.
set -eu

files=${FILES:-1000000}
rate=${RATE:-10000}
seconds=${SECONDS_EACH:-20}
runs=${RUNS:-3}

. "$(dirname -- "$(readlink -f -- "$0")")/generator.sh"
bench=${PEERSHARE_BENCH:-$root/../shared/bench}
filled=$($generator tracker-fill "$scratch/data" "$files")

# Usage: on_cores CORES VERB ARGUMENT...
on_cores() {
  cores=$1
  shift
  list taskset -c "$cores" $generator "$@"
}

cat <<REPORT
# Tracker, $(date -u +%F)

$measured.
$((files / 10)) users, $((files / 100)) groups, $files files; $runs runs:

    FILES=$files RATE=$rate SECONDS_EACH=$seconds RUNS=$runs bench/compare/tracker.sh

## Start, memory, list_files, login (goal: ready under 10 s, under 2 GiB, p99 under 50 ms; a login costs its hash)

REPORT
repeat on_cores "0-$(($(nproc) - 1))" tracker-scale "$peershare" "$scratch/data"

cat <<REPORT

## Announces to one core, the generator on another (goal: $rate a second, p99 under 20 ms)

REPORT
repeat on_cores 1 announces "$peershare" "$scratch/data" "$files" "$rate" "$seconds"

cat <<REPORT

## As many announces as the core takes

REPORT
repeat on_cores 1 announces "$peershare" "$scratch/data" "$files" 0 "$seconds"

[ -x "$bench/tracker.sh" ] && command -v opentracker >/dev/null || exit 0
cat <<REPORT

## For comparison: opentracker, which knows neither users nor groups, on the same core (wrk, closed loop)

REPORT
"$bench/tracker.sh" 1 "$seconds" | sed -n '/^http/,$ { /^udp/d; s/^/    /; p }'
