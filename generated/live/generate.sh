#!/bin/sh
# Installs the locked npm project when its lock file changed, then generates the live frames when their sources changed.
# usage: generate.sh <contracts directory> <target directory>
set -eu

contracts=$(cd "$1" && pwd)
mkdir -p "$2"
target=$(cd "$2" && pwd)
cd "$(dirname "$0")"

installed=node_modules/.installed-package-lock.json
if ! cmp -s package-lock.json "$installed"; then
    echo "Installing the AsyncAPI generator (npm ci)"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
    cp package-lock.json "$installed"
fi
exec node generate.mjs "$contracts" "$target"
