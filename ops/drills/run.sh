#!/usr/bin/env bash
# The long versions of the drills of docs/reliability.md. Each ends with 1 when a promise is broken.
#   mvn -DskipTests package
#   ops/drills/run.sh kill   [--kills=100] [--seed=1] [--work=<empty directory>]
#   ops/drills/run.sh jobs   [--fits=40] [--kills=10] [--freezes=5] [--replicates=3000] [--seed=1] [--work=…]
#   ops/drills/run.sh faults [--faults=FROZEN,KILLED,DROPPED,FULL,OVERLOAD,TERM] [--rounds=1] [--seed=1] [--work=…]
#                            DROPPED needs root and iptables, FULL needs unshare and 420 MiB of memory
#   ops/drills/run.sh fuzz   [--requests=20000] [--seed=1]
#   ops/drills/run.sh access                                  every route as every caller, isolation by SQL
#   ops/drills/run.sh ssrf                                    addresses, redirects, rebinding
#   ops/drills/run.sh data                                    code in formulas, cells, pages
#   ops/drills/run.sh start  [--migrations=50] [--seed=1]     upgrades, starts at once, killed migrations
#   ops/drills/run.sh replay [--url=jdbc:postgresql://… --user=… --password=…]
set -euo pipefail
cd "$(dirname "$0")/../.."
drill=${1:-}
[ $# -gt 0 ] && shift

value() { # of --name=… among the arguments, or the default
  local name=$1 found=$2 argument
  shift 2
  for argument in "$@"; do
    case $argument in --"$name"=*) found=${argument#*=} ;; esac
  done
  printf '%s' "$found"
}

service() { # a drill that starts services of its own, on the packaged jar
  local java_home
  java_home=$(tools/jdk.sh)
  mvn --quiet dependency:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
  exec "$java_home/bin/java" -Dlawcast.jar="$(ls "$PWD"/target/lawcast-*.jar | head -1)" \
    -cp "target/test-classes:target/classes:$(cat target/test-classpath)" "dev.lawcast.drill.$1" "${@:2}"
}

tests() { exec mvn --quiet -Dsurefire.failIfNoSpecifiedTests=false -Dtest="$1" "${@:2}" test; }

case $drill in
  kill) service KillDrill --kills="$(value kills 100 "$@")" "$@" ;;
  jobs) service JobDrill "$@" ;;
  faults) service FaultDrill "$@" ;;
  fuzz) tests HostileRequestsTest -Dlawcast.hostile.requests="$(value requests 20000 "$@")" -Dlawcast.hostile.seed="$(value seed 1 "$@")" ;;
  access) tests AccessMatrixTest,DoorsTest,AccessSettingsTest,KeyTest,IsolationTest ;;
  ssrf) tests TargetTest,CourierTest,WebhookApiTest ;;
  data) tests HostileFormulasTest,CustomLawApiTest,RoundTripTest,SwaggerUiTest,ArchitectureTest ;;
  start) tests MigrationTest,UpgradeTest,EmbeddedPostgresTest -Dlawcast.drill.migrations="$(value migrations 50 "$@")" -Dlawcast.drill.seed="$(value seed 1 "$@")" ;;
  replay)
    url=$(value url '' "$@")
    if [ -n "$url" ]; then
      tests ReplayTest -Dlawcast.replay.url="$url" -Dlawcast.replay.user="$(value user lawcast "$@")" -Dlawcast.replay.password="$(value password '' "$@")"
    else
      tests ReplayTest
    fi ;;
  *) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
