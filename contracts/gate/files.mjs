// Which files of the contracts are not as released.

import fs from 'node:fs';
import path from 'node:path';

/** The folders that a release keeps. */
export const PARTS = ['openapi', 'asyncapi', 'schemas', 'proto'];

/** Files of either that the other has not, or not with the same text. */
export function differentFiles(contracts, released) {
  const names = new Set([contracts, released].flatMap(filesOf));
  return [...names].filter(name => read(path.join(contracts, name)) !== read(path.join(released, name))).sort();
}

function filesOf(root) {
  return PARTS.flatMap(part => fs.readdirSync(path.join(root, part), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(entry => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name))));
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
