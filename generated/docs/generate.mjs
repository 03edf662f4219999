// Writes the docs pages.
//
// usage: node generate.mjs <contracts directory> <descriptors of the agent protocol> <output directory>

import fs from 'node:fs';
import path from 'node:path';
import { agentPage } from './lib/agent-page.mjs';
import { readAsyncApi } from './lib/asyncapi.mjs';
import { address, Contracts } from './lib/contracts.mjs';
import { livePage } from './lib/live-page.mjs';
import { readProtobuf } from './lib/protobuf.mjs';
import { restPage } from './lib/rest-page.mjs';
import { startPage } from './lib/start-page.mjs';

const [directory, descriptors, output] = process.argv.slice(2).map(argument => path.resolve(argument));
const contracts = new Contracts(directory);
const common = { version: contracts.version(), operations: contracts.operations() };

const pages = {
  'index.html': startPage(contracts.files(), common),
  'rest.html': restPage({ ...common, contract: address('openapi/sia.yaml') }),
  'agent.html': agentPage(readProtobuf(fs.readFileSync(descriptors), contracts.proto), { ...common, contract: address('proto/agent.proto') }),
  'live.html': livePage(readAsyncApi(contracts.asyncapi), { ...common, contract: address('asyncapi/sia-live.yaml') }),
};

fs.mkdirSync(output, { recursive: true });
for (const [name, page] of Object.entries(pages)) {
  const file = path.join(output, name);
  // A page that stays the same keeps its time, so that nothing is packed again for nothing.
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== String(page)) {
    fs.writeFileSync(file, String(page));
  }
}
