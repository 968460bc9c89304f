#!/usr/bin/env bash
# What several processes of the packaged service on one PostgreSQL do, and how large one experiment may be: fits a second
# with 1, 2, 3 processes, reads of 200 clients while somebody writes, 10 million points, 100,000 runs, memory over 10 minutes.
#   mvn -DskipTests package && bench/scale.sh [--only=fits,reads,points,runs,soak] [--processes=3] [--fits=60] [--clients=200]
#     [--seconds=20] [--points=10000000] [--runs=100000] [--soak=600] [--memory=512m] [--work=<empty directory>]
set -euo pipefail
cd "$(dirname "$0")/.."
JAVA_HOME=$(tools/jdk.sh)
export PATH="$JAVA_HOME/bin:$PATH"
mvn --quiet dependency:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
exec java -Xmx2g -Dlawcast.jar="$(ls "$PWD"/target/lawcast-*.jar | head -1)" \
  -cp "target/test-classes:target/classes:$(cat target/test-classpath)" dev.lawcast.drill.ScaleBench "$@"
