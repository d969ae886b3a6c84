# Read by ./peershare and ./test.sh.

fail() {
  printf 'error: %s\n' "$1" >&2
  exit 1
}

# Sets $dotnet to the SDK's program.
find_dotnet() {
  dotnet=$(command -v dotnet) && return
  for dotnet in "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet \
    /usr/local/share/dotnet/dotnet /opt/dotnet/dotnet /snap/bin/dotnet; do
    [ -x "$dotnet" ] && return
  done
  fail 'the .NET 10 SDK was not found; install it from https://dot.net/download, or put dotnet on the PATH'
}

# Runs the SDK so that nothing of it outlives the call: a build server would keep our caller's pipes, and our lock.
# Usage: run_dotnet COMMAND ARGUMENT...
run_dotnet() {
  DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 "$dotnet" "$@" \
    -v quiet -nologo -nodeReuse:false -p:UseSharedCompilation=false </dev/null
}
