#!/usr/bin/env bash
# Loads one data channel of each stack in turn, both ends in one process, and prints a table.
#
#   benchmarks/rivals/run.sh [SECONDS]        after: mvn -DskipTests package, and npm i in this folder
#
# Runs in a network namespace of its own (as root), whose only addresses are loopback and those of a pair that leads nowhere.
# Stacks that are not installed are left out, aloud.
set -u
cd "$(dirname "$0")"
if [ -z "${VIVAVOCE_RIVALS_INSIDE:-}" ]; then
  export VIVAVOCE_RIVALS_INSIDE=1
  exec unshare --net "$0" "$@"
fi
ip link set lo up
ip link add v0 type veth peer name v1
ip addr add 10.77.0.1/24 dev v0
ip link set v0 up
ip link set v1 up

seconds=${1:-4}
sizes=${SIZES:-"65536 16384 1024 100"}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jvm="$java -cp ../target/benchmarks.jar:../target/rivals/* org.vivavoce.benchmarks.channel.ChannelRun"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

pion=
if command -v go > /dev/null && [ -d /usr/share/gocode/src/github.com/pion/webrtc ]; then
  mkdir -p "$scratch/src/channel"
  cp pion/channel.go "$scratch/src/channel/"
  echo "module channel" > "$scratch/src/channel/go.mod"
  (cd "$scratch/src/channel" && GO111MODULE=off GOPATH="$scratch:/usr/share/gocode" GOCACHE="$scratch/cache" \
    go build -o "$scratch/pion" .) && pion=$scratch/pion
fi

measure() { # name, command...
  local name=$1
  shift
  for bytes in $sizes; do
    timeout 60 "$@" "$bytes" "$seconds" 2> "$scratch/err" | grep '^{' ||
      echo "left out: $name, $bytes bytes: $(tail -1 "$scratch/err")" >&2
  done
}

{
  measure vivavoce $jvm vivavoce
  [ "$(uname -m)" = x86_64 ] && measure webrtc-java $jvm webrtc-java
  for stack in wrtc node-datachannel; do
    [ -d node_modules ] && measure $stack node channel.mjs $stack || echo "left out: $stack (npm i)" >&2
  done
  [ -n "$pion" ] && measure pion "$pion" || echo "left out: pion" >&2
} | tee "$scratch/all" >&2

node -e '
  const lines = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(JSON.parse);
  const size = (r) => (r.bytes === 65535 ? 65536 : r.bytes);
  const sizes = [...new Set(lines.map(size))];
  const of = (peer, bytes) => lines.find((r) => r.peer === peer && size(r) === bytes);
  console.log("| stack | " + sizes.map((s) => s + " B, MB/s (ours is) | ").join("") + "round trip, µs |");
  console.log("|---|" + sizes.map(() => "---|").join("") + "---|");
  for (const peer of [...new Set(lines.map((r) => r.peer))]) {
    const cells = sizes.map((s) => {
      const r = of(peer, s), ours = of("vivavoce", s);
      return r ? r.MBps + (ours ? " (" + (ours.MBps / r.MBps).toFixed(2) + ")" : "") : "-";
    });
    const trips = lines.filter((r) => r.peer === peer).map((r) => r.roundTripMicros).sort((a, b) => a - b);
    console.log("| " + peer + " | " + cells.join(" | ") + " | " + trips[trips.length >> 1] + " |");
  }
' "$scratch/all"
