#!/usr/bin/env bash
# Exits with 0 when the service on a port of this machine is ready. Needs bash and nothing else.
#   tools/answers.sh [port]
set -u
port=${1:-${SERVER_PORT:-8080}}
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /actuator/health/readiness HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
read -r -t 5 _ status _ <&3 && [ "$status" = 200 ]
