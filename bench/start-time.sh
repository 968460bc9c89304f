#!/usr/bin/env bash
# From the start of Java to the first answer, on existing data, in milliseconds: the packaged jar,
# and the jar extracted with an ahead-of-time cache, as in the Dockerfile. Beside it the processor
# time that Java had used by then, which tells more on a machine that is busy with other things.
#   mvn -DskipTests package && bench/start-time.sh [repetitions]
set -euo pipefail
cd "$(dirname "$0")/.."
repetitions=${1:-5}
jar=$(ls target/lawcast-*.jar | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
port=18090
JAVA_HOME=$(tools/jdk.sh)
export PATH="$JAVA_HOME/bin:$PATH"
java -version 2>&1 | head -1

median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

measure() { # name, then the command
  local name=$1 times=() processor=() start end service
  shift
  for i in $(seq 0 "$repetitions"); do # the first makes the data and warms the disk's cache
    start=$(date +%s%N)
    LAWCAST_DATA_DIR="$work/data" SERVER_PORT=$port "$@" >"$work/log" 2>&1 &
    service=$!
    until tools/answers.sh $port 2>/dev/null; do
      kill -0 $service || { cat "$work/log"; exit 1; }
      sleep 0.02
    done
    end=$(date +%s%N)
    if [ "$i" -gt 0 ]; then
      times+=($(((end - start) / 1000000)))
      # user and system time in ticks of 10 ms
      processor+=($(awk '{print 10 * ($14 + $15)}' /proc/$service/stat))
    fi
    kill -TERM $service
    wait $service || true
  done
  printf '%-22s %s  median %s ms; processor time %s, median %s ms\n' "$name" \
    "${times[*]}" "$(median "${times[@]}")" "${processor[*]}" "$(median "${processor[@]}")"
}

measure 'java -jar' java -jar "$jar"
cp "$jar" "$work/lawcast.jar"
java -Djarmode=tools -jar "$work/lawcast.jar" extract --destination "$work/app"
tools/train-start.sh "$work/app/lawcast.jar" "$work/lawcast.aot" $port >"$work/log" 2>&1 ||
  { cat "$work/log"; exit 1; }
measure 'extracted, AOT cache' java -XX:AOTCache="$work/lawcast.aot" -jar "$work/app/lawcast.jar"
