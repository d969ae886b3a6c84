#!/bin/sh
# What TLS costs whoever asks a tracker: requests a second and latencies, with it and without. See README.md beside this file.
set -eu

runs=${RUNS:-3}

. "$(dirname -- "$(readlink -f -- "$0")")/generator.sh"

cat <<REPORT
# TLS to a tracker, $(date -u +%F)

$measured; the asker and the tracker
share them. \`GET /api/me\` over loopback. $runs runs:

    RUNS=$runs bench/compare/tls.sh
REPORT

fresh_tracker() {
  printf '\n## Run %s\n\n' "$run"
  list $generator tracker-tls "$peershare" "$scratch/$run"
}

repeat fresh_tracker
