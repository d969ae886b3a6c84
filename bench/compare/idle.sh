#!/bin/sh
# What a client costs that shares many files and does nothing: resident memory, and processor time over a minute, beside a real tracker.
# See README.md beside this file.
set -eu

files=${FILES:-1000}
seconds=${SECONDS_MEASURED:-60}
settle=${SETTLE:-30}
root=$(readlink -f -- "$0")
root=${root%/bench/compare/*}
peershare=$root/peershare
version=$("$peershare" --version)
scratch=$(mktemp -d)
export XDG_RUNTIME_DIR="$scratch"
cd "$scratch"

finish() {
  kill "$client" "$tracker" 2>/dev/null || :
  wait
  rm -rf "$scratch"
}

# Until so many lines of a file fit.
await() {
  until [ "$(grep -c "$2" "$1" 2>/dev/null)" -ge "$3" ]; do
    kill -0 "$client" "$tracker" || { cat ./*.log >&2; exit 1; }
    sleep 0.2
  done
}

# Processor time so far, in ticks.
ticks() {
  sed 's/.*) //' "/proc/$client/stat" | awk '{ print $12 + $13 }'
}

status() {
  awk -v name="$1:" '$1 == name { printf "%.0f", $2 / 1024 }' "/proc/$client/status"
}

port=${PORT:-5900}
echo "127.0.0.1:$port" >list.txt
"$peershare" tracker list.txt 1 >tracker.log 2>&1 </dev/null &
tracker=$!
client=$tracker
trap finish EXIT
await tracker.log 'listening on' 1

mkfifo commands
"$peershare" client "127.0.0.1:$((port + 1))" list.txt <commands >client.log 2>&1 &
client=$!
exec 3>commands
printf 'create_user alice pw\nlogin alice pw\ncreate_group g1\n' >&3
mkdir files
number=0
while [ "$number" -lt "$files" ]; do
  number=$((number + 1))
  head -c 100000 /dev/urandom >"files/file $number"
  echo "upload_file \"files/file $number\" g1" >&3
done
await client.log '^sharing ' "$files"
echo "sharing $files files; measuring in $settle s" >&2
sleep "$settle"
before=$(ticks)
sleep "$seconds"
used=$(($(ticks) - before))

cat <<REPORT
# An idle client, $(date -u +%F)

PeerShare $version on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr).
$files files of 100,000 B shared, $seconds s from $settle s after the last upload; the goal is 300 MiB and 2 % of a core:

    FILES=$files SETTLE=$settle SECONDS_MEASURED=$seconds bench/compare/idle.sh

| resident, MiB | of it anonymous, MiB | highest so far, MiB | % of a core | threads |
|---|---|---|---|---|
| $(status VmRSS) | $(status RssAnon) | $(status VmHWM) | $(awk -v used="$used" -v hz="$(getconf CLK_TCK)" -v over="$seconds" 'BEGIN { printf "%.2f", 100 * used / hz / over }') | $(awk '$1 == "Threads:" { print $2 }' "/proc/$client/status") |
REPORT
