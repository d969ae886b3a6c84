#!/bin/sh
# One seeder to one or more leechers over loopback, PeerShare and other clients by turns. See README.md beside this file.
set -eu

contestants=${CONTESTANTS:-peershare,libtorrent}
runs=${RUNS:-4}
mib=${MIB:-1024}
piece_kib=${PIECE_KIB:-512}
leechers=${LEECHERS:-1}

root=$(readlink -f -- "$0")
root=${root%/bench/compare/*}
bench=${PEERSHARE_BENCH:-$root/../shared/bench}
[ -x "$bench/loopback.py" ] || {
  echo "error: no harness in $bench; set PEERSHARE_BENCH to its folder" >&2
  exit 1
}

# Built before it is measured.
export PEERSHARE="$root/peershare"
version=$("$PEERSHARE" --version)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export BENCH_RESULTS="$scratch/results.jsonl"

# The harness with our own adapters beside its own.
cp -R "$bench" "$scratch/bench"
cp "$root"/bench/compare/adapters/* "$scratch/bench/adapters/"
export PIECE_KIB="$piece_kib"

# Certificates for those that encrypt.
export PEERSHARE_CERTIFICATES="$scratch"
ec='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2'
openssl req -x509 $ec -subj /CN=root -addext basicConstraints=critical,CA:TRUE \
  -keyout "$scratch/root.key" -out "$scratch/root.pem" 2>/dev/null
for member in seed leech; do
  openssl req -x509 $ec -subj "/CN=$member" -addext subjectAltName='DNS:*' -addext basicConstraints=critical,CA:FALSE \
    -CA "$scratch/root.pem" -CAkey "$scratch/root.key" -keyout "$scratch/$member.key" -out "$scratch/$member.pem" 2>/dev/null
done

cd "$scratch/bench"
run=0
while [ "$run" -lt "$runs" ]; do
  run=$((run + 1))
  for contestant in $(echo "$contestants" | tr ',' ' '); do
    echo "run $run of $runs: $contestant" >&2
    ./loopback.py -c "$contestant" -n "$leechers" -m "$mib" -p "$piece_kib" -r 1 >&2
  done
done

cat <<REPORT
# Loopback, $(date -u +%F)

PeerShare $version on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr).
$leechers leecher(s), $mib MiB, pieces of $piece_kib KiB, $runs runs each, by turns:

    CONTESTANTS=$contestants RUNS=$runs MIB=$mib PIECE_KIB=$piece_kib LEECHERS=$leechers bench/compare/loopback.sh

REPORT
./report.py "$BENCH_RESULTS" | sed -n '1,/^$/p'
