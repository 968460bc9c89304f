#!/usr/bin/env bash
# Builds the present commit twice, in two folders, and says whether the jars are the same, byte by byte.
#   ops/reproducible.sh
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for copy in one two; do
  mkdir "$work/$copy"
  git archive HEAD | tar -x -C "$work/$copy"
  (cd "$work/$copy" && mvn -q --batch-mode --no-transfer-progress -Dexec.skip -Dmaven.test.skip=true package)
  (cd "$work/$copy/target" && sha256sum lawcast-*.jar)
  sleep 2 # a clock that stands in the jar would show
done
cmp "$work"/one/target/lawcast-*.jar "$work"/two/target/lawcast-*.jar && echo 'the same bytes'
