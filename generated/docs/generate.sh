#!/bin/sh
# Installs the locked npm project when its lock file changed, then writes the docs pages.
# usage: generate.sh <contracts directory> <descriptors of the agent protocol> <output directory>
set -eu

contracts=$(cd "$1" && pwd)
descriptors=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
mkdir -p "$3"
output=$(cd "$3" && pwd)
cd "$(dirname "$0")"

../../tools/npm-ci . "what the docs pages are made with"
exec node generate.mjs "$contracts" "$descriptors" "$output"
