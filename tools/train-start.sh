#!/usr/bin/env bash
# Writes the ahead-of-time cache of an extracted jar: starts it on new data, asks it, ends it by
# SIGTERM, whereupon Java writes the cache. (-Dspring.context.exit would end it too early: without
# the answers, and without the shutdown.)
#   tools/train-start.sh <extracted>/lawcast.jar <cache file> [port]
set -euo pipefail
jar=$1 cache=$2 port=${3:-18080}
here=$(dirname "$(readlink -f "$0")")
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT

env -u LAWCAST_API_KEY -u LAWCAST_DATABASE_URL LAWCAST_DATA_DIR="$data" SERVER_ADDRESS=127.0.0.1 \
  SERVER_PORT="$port" java -XX:AOTCacheOutput="$cache" -jar "$jar" &
service=$!
for _ in $(seq 600); do
  "$here/answers.sh" "$port" 2>/dev/null && break
  kill -0 "$service" # ends here when the service did
  sleep 0.2
done
"$here/answers.sh" "$port"
kill -TERM "$service"
wait "$service" || [ $? = 143 ]
test -s "$cache"
