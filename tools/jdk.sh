#!/bin/sh
# Prints the home of an installed JDK of version 25 or newer: JAVA_HOME, that of `java`, or one where systems keep them.
for home in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /none/bin/java)")")")" \
  /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
  version=$("$home/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
  if [ "${version:-0}" -ge 25 ]; then
    echo "$home"
    exit 0
  fi
done
echo "No JDK of version 25 or newer was found. Set JAVA_HOME to one." >&2
exit 1
