#!/bin/sh
# Installs the locked npm project when its lock file changed, then builds the npm package when its sources changed.
# usage: build.sh <version> <generated REST client> <generated live client> <target directory>
set -eu

"$(dirname "$0")/../../tools/npm-ci" "$(dirname "$0")" "the TypeScript compiler"
exec node "$(dirname "$0")/build.mjs" "$@"
