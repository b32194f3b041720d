#!/usr/bin/env bash
# Loads one data channel of each stack in turn and prints tables.
#
#   benchmarks/rivals/run.sh [SECONDS]        after: mvn -DskipTests package, and npm ci in this folder
#
#   SIZES="65536 100"     lengths of messages; all four otherwise
#   PROCESSES="1"         both ends in one process, or in two; both otherwise
#   ROUNDS=3              all of it so many times, one stack after the other; the table has medians. 1 otherwise
#   LOSS="0 1"            per cent lost by a path of 50 ms and 100 Mbit/s, for the stacks that run in a JVM; empty for none
#
# Runs in a network namespace of its own (as root), whose only addresses are loopback and those of a pair that leads nowhere.
# Stacks that are not installed are left out, aloud.
set -u
cd "$(dirname "$0")"
if [ -z "${VIVAVOCE_RIVALS_INSIDE:-}" ]; then
  export VIVAVOCE_RIVALS_INSIDE=1
  exec unshare --net ./run.sh "$@"
fi
ip link set lo up
ip link add v0 type veth peer name v1
ip addr add 10.77.0.1/24 dev v0
ip link set v0 up
ip link set v1 up
# Firefox gathers nothing without one; nobody answers there.
ip route add default dev v0

seconds=${1:-4}
sizes=${SIZES:-"65536 16384 1024 100"}
processes=${PROCESSES:-"1 2"}
rounds=${ROUNDS:-1}
loss=${LOSS-"0 1"}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jvm="$java -cp ../target/benchmarks.jar:../target/rivals/* org.vivavoce.benchmarks.channel"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
begun=$(date +%s)
echo "load before: $(cut -d' ' -f1-3 /proc/loadavg)" >&2

declare -A command
stacks="vivavoce vivavoce-1200"
command[vivavoce]="$jvm.ChannelRun vivavoce"
command[vivavoce-1200]="$jvm.ChannelRun vivavoce-1200"
add() {
  stacks="$stacks $1"
  command[$1]=$2
}
if ls ../target/rivals/webrtc-java*linux* > /dev/null 2>&1 && [ "$(uname -m)" = x86_64 ]; then
  add webrtc-java "$jvm.ChannelRun webrtc-java"
else
  echo "left out: webrtc-java" >&2
fi
for stack in wrtc node-datachannel; do
  if [ -d node_modules ]; then
    add $stack "node channel.mjs $stack"
  else
    echo "left out: $stack (npm ci)" >&2
  fi
done
if command -v go > /dev/null && [ -d /usr/share/gocode/src/github.com/pion/webrtc ]; then
  mkdir -p "$scratch/src/channel"
  cp pion/channel.go "$scratch/src/channel/"
  echo "module channel" > "$scratch/src/channel/go.mod"
  (cd "$scratch/src/channel" && GO111MODULE=off GOPATH="$scratch:/usr/share/gocode" GOCACHE="$scratch/cache" \
    go build -o "$scratch/pion" .) && add pion "$scratch/pion"
fi
[ -n "${command[pion]:-}" ] || echo "left out: pion" >&2

# Those that are compared at 64 KiB and in one process only.
slow=
more() {
  slow="$slow $1"
  command[$1]=$2
}
[ -d node_modules/werift ] && more werift "node channel.mjs werift" || echo "left out: werift (npm ci)" >&2
[ -d node_modules/puppeteer-core ] && [ -x /usr/bin/chromium ] && more chromium "node browser.mjs chromium" ||
  echo "left out: chromium" >&2
[ -d node_modules/puppeteer-core ] && [ -x /usr/bin/firefox-esr ] && more firefox "node browser.mjs firefox" ||
  echo "left out: firefox" >&2
/usr/bin/python3 -c 'import aiortc' 2> /dev/null && more aiortc "/usr/bin/python3 aiortc-channel.py" || echo "left out: aiortc" >&2

measure() { # name, bytes, prefix
  timeout 90 ${3:-} ${command[$1]} "$2" "$seconds" 2> "$scratch/err" | grep '^{' ||
    echo "left out: $1, $2 bytes${3:+, two processes}: $(tail -1 "$scratch/err")" >&2
}

for round in $(seq "$rounds"); do
  for bytes in $sizes; do
    for count in $processes; do
      for stack in $stacks; do
        if [ "$count" = 2 ]; then
          measure "$stack" "$bytes" "node two.mjs 80"
        else
          measure "$stack" "$bytes"
        fi
      done
      if [ "$count" = 1 ] && [ "$bytes" = 65536 ]; then
        for stack in $slow; do
          measure "$stack" "$bytes"
        done
      fi
    done
  done
  for percent in $loss; do
    for stack in vivavoce webrtc-java; do
      [ -n "${command[$stack]:-}" ] || continue
      timeout 90 $jvm.LossRun "$stack" 50 100 "$percent" $((3 * seconds)) "$round" 2> "$scratch/err" | grep '^{' ||
        echo "left out: $stack, $percent % loss: $(tail -1 "$scratch/err")" >&2
    done
  done
done | tee "$scratch/all" >&2

echo "load after: $(cut -d' ' -f1-3 /proc/loadavg); took $(($(date +%s) - begun)) s" >&2
node table.mjs "$scratch/all"
