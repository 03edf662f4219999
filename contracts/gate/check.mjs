// Compares the contracts with those released last, and fails when something breaks that nobody has accepted.
//
// usage: node gate/check.mjs [<contracts directory> [<today, like 2027-01-31>]]

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyAccepted } from './accepted.mjs';
import { compareAsyncApi } from './asyncapi.mjs';
import { Changes, describe } from './changes.mjs';
import { checkChangelog } from './changelog.mjs';
import { readDocument } from './documents.mjs';
import { differentFiles } from './files.mjs';
import { compareOpenApi } from './openapi.mjs';
import { compareProtobuf } from './protobuf.mjs';

const OPENAPI = 'openapi/sia.yaml';
const ASYNCAPI = 'asyncapi/sia-live.yaml';

/** Everything that is wrong with the contracts in a directory, one line each. */
export function check(contracts, today) {
  const released = path.join(contracts, 'released');
  const different = differentFiles(contracts, released);
  const compare = (name, comparison) => {
    const changes = new Changes(name, today);
    comparison(changes);
    return changes.list();
  };
  const compareDocuments = (file, comparison) => changes =>
    comparison(readDocument(path.join(released, file)), readDocument(path.join(contracts, file)), changes);
  const changes = [
    ...compare('openapi', compareDocuments(OPENAPI, compareOpenApi)),
    ...compare('asyncapi', compareDocuments(ASYNCAPI, compareAsyncApi)),
    ...different.some(file => file.startsWith('proto/')) ?
      compare('protobuf', found => compareProtobuf(released, contracts, found)) : [],
  ];
  const { unaccepted, problems } = applyAccepted(path.join(contracts, 'accepted-changes.yaml'), changes);
  return { breaking: unaccepted.map(describe), problems: [...problems, ...checkChangelog(contracts, different)] };
}

function main([contracts = fileURLToPath(new URL('..', import.meta.url)), today = new Date().toISOString().slice(0, 10)]) {
  const { breaking, problems } = check(contracts, today);
  for (const line of [...breaking, ...problems]) {
    console.error(line);
  }
  if (breaking.length > 0) {
    console.error('These changes break clients or agents of the last release; CONTRIBUTING.md says how to accept one.');
  }
  return breaking.length + problems.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}
