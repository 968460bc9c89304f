#!/usr/bin/env bash
# From the start of Java to the first answer, on existing data, in milliseconds: the packaged jar,
# and the jar extracted with an ahead-of-time cache, as in the Dockerfile.
#   mvn -DskipTests package && bench/start-time.sh [repetitions]
set -euo pipefail
cd "$(dirname "$0")/.."
repetitions=${1:-5}
jar=$(ls target/lawcast-*.jar | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
port=18090
export PATH="${JAVA_HOME:+$JAVA_HOME/bin:}$PATH"
java -version 2>&1 | head -1

measure() { # name, then the command
  local name=$1 times=() start end service
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
    if [ "$i" -gt 0 ]; then times+=($(((end - start) / 1000000))); fi
    kill -TERM $service
    wait $service || true
  done
  printf '%-28s %s  median %s ms\n' "$name" "${times[*]}" \
    "$(printf '%s\n' "${times[@]}" | sort -n | sed -n "$(((repetitions + 1) / 2))p")"
}

measure 'java -jar' java -jar "$jar"
cp "$jar" "$work/lawcast.jar"
java -Djarmode=tools -jar "$work/lawcast.jar" extract --destination "$work/app"
tools/train-start.sh "$work/app/lawcast.jar" "$work/lawcast.aot" $port >"$work/log" 2>&1 ||
  { cat "$work/log"; exit 1; }
measure 'extracted, AOT cache' java -XX:AOTCache="$work/lawcast.aot" -jar "$work/app/lawcast.jar"
