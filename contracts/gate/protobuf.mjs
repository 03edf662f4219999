// Lets buf compare the protobuf files, and says of each of its findings where it is.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BUF = fileURLToPath(new URL('../node_modules/.bin/buf', import.meta.url));
const FINDINGS = 100;

export function compareProtobuf(released, present, changes) {
  // Both are read with the settings of the present contracts.
  const run = spawnSync(BUF, ['breaking', 'proto', '--against', path.resolve(released, 'proto'), '--error-format=json'],
    { cwd: present, encoding: 'utf8' });
  if (run.status !== 0 && run.status !== FINDINGS) {
    throw new Error(`buf breaking failed: ${run.error?.message ?? run.stderr}`);
  }
  for (const line of run.stdout.split('\n').filter(Boolean)) {
    const { path: file, type, message } = JSON.parse(line);
    changes.add(place(message) ?? path.basename(file ?? 'proto'), `${message.replace(/\.$/, '')} (${type})`);
  }
}

/** Such as "EnrolRequest.name", or nothing if buf names neither a message, an enum nor a service. */
function place(message) {
  const owner = /\b(?:message|enum|service) "([^"]+)"/.exec(message)?.[1];
  const member = /\b(?:field|value|RPC) "([^"]+)"(?: with name "([^"]+)")?/i.exec(message);
  return owner && member ? `${owner}.${member[2] ?? member[1]}` : owner;
}
