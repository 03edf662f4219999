#!/bin/sh
# Compiles and runs the tests of the npm package, as it was built: they write the pacts of the web client. The programs for
# browsers are compiled with them.
# usage: test.sh <package directory> <target directory of this module>
set -eu

package=$(cd "$1" && pwd)
target=$(cd "$2" && pwd)
cd "$(dirname "$0")"

../../tools/npm-ci . "what the tests of the web client need: Pact and a browser"
mkdir -p node_modules/@sia "$target/web" "$target/surefire-reports"
ln -sfn "$package" node_modules/@sia/client
ln -sfn "$PWD/node_modules" "$target/web/node_modules"
node node_modules/typescript/bin/tsc
exec node --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$target/surefire-reports/TEST-web-client.xml" "$target/web/all.test.js"
