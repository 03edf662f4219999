#!/bin/sh
# Installs the locked npm project when its lock file changed, then writes the docs pages.
# usage: generate.sh <contracts directory> <descriptors of the agent protocol> <output directory>
set -eu

contracts=$(cd "$1" && pwd)
descriptors=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
mkdir -p "$3"
output=$(cd "$3" && pwd)
cd "$(dirname "$0")"

installed=node_modules/.installed-package-lock.json
if ! cmp -s package-lock.json "$installed"; then
    echo "Installing what the docs pages are made with (npm ci)"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
    cp package-lock.json "$installed"
fi
exec node generate.mjs "$contracts" "$descriptors" "$output"
