#!/bin/sh
# How fast uploads are, beside PostgreSQL's own COPY of the same rows: bench/ingest.sh [rounds]
set -eu
cd "$(dirname "$0")/.."
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
mvn -q -Pbench test-compile exec:exec -Dbench.main=dev.lawcast.bench.IngestBenchmark \
    -Dbench="$data" -Dbench.args="${1:-5}"
