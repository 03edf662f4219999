import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const PROTO = 'sia/agent/v1/agent.proto';

/** Where the contracts are on disk, and at which addresses the server publishes them. */
export class Contracts {
  constructor(directory) {
    this.directory = directory;
    this.openapi = path.join(directory, 'openapi', 'sia.yaml');
    this.asyncapi = path.join(directory, 'asyncapi', 'sia-live.yaml');
    this.proto = PROTO;
  }

  /** Every published file: { path, address, bytes, sha256 }, by path. */
  files() {
    const published = [
      { path: 'proto/agent.proto', file: path.join(this.directory, 'proto', PROTO) },
      ...['asyncapi', 'openapi', 'schemas'].flatMap(folder => fs.readdirSync(path.join(this.directory, folder))
        .filter(name => name.endsWith('.yaml'))
        .map(name => ({ path: `${folder}/${name}`, file: path.join(this.directory, folder, name) }))),
    ];
    return published.sort((one, other) => (one.path < other.path ? -1 : 1)).map(({ path: place, file }) => {
      const content = fs.readFileSync(file);
      return { path: place, address: address(place), bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
    });
  }

  /** The version of the REST contract, which is that of all. */
  version() {
    return parse(fs.readFileSync(this.openapi, 'utf8')).info.version;
  }

  /** Addresses of the REST operations in their reference, by operation id. */
  operations() {
    const { paths } = parse(fs.readFileSync(this.openapi, 'utf8'));
    return new Map(Object.values(paths).flatMap(Object.values).filter(operation => operation.operationId)
      .map(({ operationId, tags: [tag] }) => [operationId, `/docs/rest.html#/${tag}/${operationId}`]));
  }
}

export function address(published) {
  return `/v1/contracts/${published}`;
}
