#!/bin/sh
# How fast upload_file hashes a file that is in the page cache, beside openssl's SHA-1. See README.md beside this file.
set -eu

mib=${MIB:-2048}
runs=${RUNS:-5}
root=$(readlink -f -- "$0")
root=${root%/bench/compare/*}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "building, and writing $mib MiB" >&2
dotnet build "$root/bench/PeerShare.Bench" -c Release --nologo -v q >&2
version=$("$root/peershare" --version)
head -c "${mib}M" /dev/urandom >"$scratch/content.bin"
sync "$scratch/content.bin"

openssl_speed() {
  openssl speed -elapsed -evp sha1 -bytes 524288 -seconds 3 2>/dev/null | awk '/^sha1/ { printf "%.0f\n", $2 / 1000 }'
}

median() {
  sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

# openssl before and after, by the clock, so that a machine that is disturbed shows it.
before=$(openssl_speed)
dotnet "$root/bench/PeerShare.Bench/bin/Release/net10.0/PeerShare.Bench.dll" hash "$scratch/content.bin" "$runs" >"$scratch/runs"
after=$(openssl_speed)

cat <<REPORT
# Hashing, $(date -u +%F)

PeerShare $version on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr).
$mib MiB in pieces of 512 KiB from the page cache, $runs runs; the goal is 80 %:

    MIB=$mib RUNS=$runs bench/compare/hashing.sh

| openssl SHA-1, one core, before / after, MB/s | upload_file, all cores, MB/s, median [least-most] | of openssl times cores |
|---|---|---|
REPORT
awk -v before="$before" -v after="$after" -v cores="$(nproc)" -v median="$(median <"$scratch/runs")" \
  -v least="$(sort -n "$scratch/runs" | head -n 1)" -v most="$(sort -n "$scratch/runs" | tail -n 1)" \
  'BEGIN { printf "| %d / %d | %d [%d-%d] | %.0f %% |\n", before, after, median, least, most, 100 * median / ((before > after ? before : after) * cores) }'
