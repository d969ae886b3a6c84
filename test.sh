#!/bin/sh
# Builds everything, runs every test, prints the totals of each project and of all. Needs nothing but the .NET 10 SDK.
#
#   ./test.sh              the usual suite
#   ./test.sh --long       the tests of the trait Suite=long too
#   ./test.sh --filter X   only tests with X in their full name
#
# The last line is "N passed, N failed, N skipped"; the exit code is 0 only if nothing failed.
set -eu

# Real peers that some tests speak with. Where one cannot be had, those tests skip themselves and say why.
packages='aria2 transmission-daemon python3-libtorrent openssl iproute2'

cd "$(dirname -- "$(readlink -f -- "$0")")"
. eng/dotnet.sh

long=false
filter=
while [ $# -gt 0 ]; do
  case $1 in
    --long) long=true ;;
    --filter)
      [ -n "${2:-}" ] || { echo 'error: --filter needs a part of a name' >&2; exit 2; }
      filter=$2
      shift
      ;;
    *) echo "error: '$1' is not understood; the first lines of test.sh say what is" >&2; exit 2 ;;
  esac
  shift
done

passed=0
failed=0
skipped=0

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] || exit 1
  exit 0
}

broken() {
  echo "FAILED: $1"
  failed=$((failed + 1))
}

missing_packages() {
  for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
  done
}

install_packages() {
  command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ] && [ -n "$(missing_packages)" ] || return 0
  echo "installing $(missing_packages)"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update >/dev/null 2>&1 </dev/null || :
  for package in $(missing_packages); do
    apt-get -qq install -y --no-install-recommends "$package" >/dev/null 2>&1 </dev/null ||
      echo "$package cannot be had here; the tests that need it are skipped"
  done
}

# The build's own words go to the screen; the launcher makes the program that the end-to-end tests start.
build() {
  run_dotnet build PeerShare.slnx -c Release -clp:NoSummary && ./peershare --version </dev/null
}

# Runs one project and adds up what its report says. A crash leaves no report, or an exit code that the report does not
# explain.
run_project() {
  name=$1
  report=artifacts/tests/$name.xml
  rm -f "$report"
  set -- --results-directory artifacts/tests --report-xunit --report-xunit-filename "$name.xml" --timeout 30m --no-progress
  $long || set -- "$@" --filter-not-trait Suite=long
  [ -z "$filter" ] || set -- "$@" --filter-method "*$filter*"
  code=0
  "$dotnet" exec "tests/$name/bin/Release/net10.0/$name.dll" "$@" >"artifacts/tests/$name.log" 2>&1 </dev/null || code=$?
  add_up
}

count() {
  sed -n "s/.*<assembly [^>]* $1=\"\([0-9]*\)\".*/\1/p" "$report" 2>/dev/null | head -n 1
}

add_up() {
  now_passed=$(count passed)
  now_failed=$(count failed)
  now_skipped=$(count skipped)
  echo "$name: ${now_passed:-0} passed, ${now_failed:-0} failed, ${now_skipped:-0} skipped"
  passed=$((passed + ${now_passed:-0}))
  failed=$((failed + ${now_failed:-0}))
  skipped=$((skipped + ${now_skipped:-0}))
  # 8 says that no test ran, which a filter makes of most projects.
  [ "$code" -ne 8 ] || [ -z "$filter" ] || return 0
  [ "$code" -eq 0 ] || cat "artifacts/tests/$name.log"
  [ "$code" -eq 0 ] || [ "${now_failed:-0}" -gt 0 ] || broken "$name ended with code $code"
  [ -n "$now_failed" ] || [ "$code" -ne 0 ] || broken "$name left no report"
}

install_packages
find_dotnet
if ! build; then
  broken 'the build'
  finish
fi

# Some of the long tests hold ten thousand connections.
! $long || ulimit -n "$(ulimit -Hn)"

mkdir -p artifacts/tests
for project in tests/*/*.csproj; do
  run_project "$(basename "$project" .csproj)"
done

[ $((passed + failed + skipped)) -gt 0 ] || broken 'no test was run'
finish
