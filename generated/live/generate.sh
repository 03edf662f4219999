#!/bin/sh
# Installs the locked npm project when its lock file changed, then generates the live frames when their sources changed.
# usage: generate.sh <contracts directory> <target directory>
set -eu

contracts=$(cd "$1" && pwd)
mkdir -p "$2"
target=$(cd "$2" && pwd)
cd "$(dirname "$0")"

../../tools/npm-ci . "the AsyncAPI generator"
exec node generate.mjs "$contracts" "$target"
