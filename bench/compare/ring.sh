#!/bin/sh
# The ring at work: an owner and five peers, six processes on this machine. Prints seconds from the first start to the last end, how many
# chunks the owner sent, and each process's peak memory. See README.md beside this file.
set -eu

mib=${MIB:-1024}
runs=${RUNS:-3}
root=$(readlink -f -- "$0")
root=${root%/bench/compare/*}
peershare=$root/peershare
version=$("$peershare" --version)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
head -c "${mib}M" /dev/urandom >content.bin

timed() {
  name=$1
  shift
  /usr/bin/time -f "%M %U %S" -o "$name.time" "$peershare" "$@" --until-done >"$name.log" 2>&1
}

one_run() {
  rm -rf -- owner-* peer-* ./*.log ./*.time
  begun=$(date +%s.%N)
  timed owner owner 5000 content.bin &
  for peer in 1 2 3 4 5; do
    timed "peer$peer" peer 5000 "500$peer" "500$((peer % 5 + 1))" &
  done
  wait
  ended=$(date +%s.%N)
  for peer in 1 2 3 4 5; do
    cmp content.bin "peer-500$peer/content.bin"
  done
  chunks=$(ls owner-5000/chunks | wc -l)
  sent=$(grep -c '] sent chunk [0-9]' owner.log)
  memory=$(cat ./*.time | awk '{ if ($1 > most) most = $1 } END { printf "%.0f", most / 1024 }')
  cpu=$(cat ./*.time | awk '{ all += $2 + $3 } END { printf "%.1f", all }')
  awk -v b="$begun" -v e="$ended" -v c="$chunks" -v s="$sent" -v m="$memory" -v u="$cpu" \
    'BEGIN { printf "| %.1f | %d | %d | %.2f | %d | %s |\n", e - b, c, s, s / c, m, u }'
}

cat <<REPORT
# The ring, $(date -u +%F)

PeerShare $version on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr).
One owner and five peers, $mib MiB in chunks of 100 KB, $runs runs; every copy compared with the original:

    MIB=$mib RUNS=$runs bench/compare/ring.sh

| seconds | chunks | sent by the owner | times the file | peak RSS of the largest process, MiB | CPU seconds of all six |
|---|---|---|---|---|---|
REPORT
run=0
while [ "$run" -lt "$runs" ]; do
  run=$((run + 1))
  one_run
done
