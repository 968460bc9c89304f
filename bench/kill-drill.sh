#!/usr/bin/env bash
# Kills the packaged service and its PostgreSQL at random moments under concurrent writers and
# looks for every acknowledged run. Ends with 1 when one is lost, changed or doubled.
#   mvn -DskipTests package && bench/kill-drill.sh [--kills=40] [--seed=1] [--work=<empty directory>]
set -euo pipefail
cd "$(dirname "$0")/.."
JAVA_HOME=$(tools/jdk.sh)
export PATH="$JAVA_HOME/bin:$PATH"
mvn --quiet dependency:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
exec java -Dlawcast.jar="$(ls "$PWD"/target/lawcast-*.jar | head -1)" \
  -cp "target/test-classes:target/classes:$(cat target/test-classpath)" dev.lawcast.drill.KillDrill "$@"
