// Runs the AsyncAPI generator over the live contract, unless nothing that it reads has changed since the last run.
//
// usage: node generate.mjs <contracts directory> <target directory>

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const JAVA_PACKAGE = 'dev.sia.api.live';
const MODEL_PACKAGE = 'dev.sia.api.model';
const SUBPROTOCOL = 'sia.live.v1';

const here = path.dirname(fileURLToPath(import.meta.url));
const [contracts, target] = process.argv.slice(2).map(argument => path.resolve(argument));
const schemas = path.join(contracts, 'schemas');
const contract = path.join(contracts, 'asyncapi', 'sia-live.yaml');
const output = path.join(target, 'generated-sources');
const fingerprintFile = path.join(output, '.fingerprint');

function filesUnder(directory) {
  return fs.readdirSync(directory, { withFileTypes: true })
    .filter(entry => !['node_modules', '__transpiled'].includes(entry.name))
    .flatMap(entry => {
      const file = path.join(directory, entry.name);
      return entry.isDirectory() ? filesUnder(file) : [file];
    })
    .sort();
}

function fingerprint() {
  const hash = createHash('sha256');
  const inputs = [contract, ...filesUnder(schemas), ...filesUnder(path.join(here, 'template')),
    path.join(here, 'package-lock.json'), fileURLToPath(import.meta.url)];
  for (const file of inputs) {
    hash.update(path.basename(file)).update('\0').update(fs.readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** The shared schemas by their title, which must be their name: by it a resolved reference is recognized. */
async function readSharedSchemas() {
  const { parse } = await import('yaml');
  const shared = {};
  for (const file of filesUnder(schemas).filter(name => name.endsWith('.yaml'))) {
    for (const [name, schema] of Object.entries(parse(fs.readFileSync(file, 'utf8')) ?? {})) {
      if (schema.title !== name) {
        throw new Error(`${file}: the schema ${name} needs 'title: ${name}'`);
      }
      shared[name] = true;
    }
  }
  return shared;
}

function writeIfChanged(file, text) {
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) {
    return;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

async function generate(raw) {
  const Generator = createRequire(import.meta.url)('@asyncapi/generator');
  const generator = new Generator(path.join(here, 'template'), raw, {
    forceWrite: true,
    templateParams: {
      javaPackage: JAVA_PACKAGE, modelPackage: MODEL_PACKAGE, subprotocol: SUBPROTOCOL, sharedSchemas: await readSharedSchemas(),
    },
  });
  await generator.generateFromFile(contract);
}

/** Moves the files to where compilers look for them, touching only those that differ. */
function publish(raw) {
  const java = path.join(output, 'asyncapi', ...JAVA_PACKAGE.split('.'));
  const typescript = path.join(output, 'typescript');
  const written = new Set();
  for (const file of filesUnder(raw)) {
    const destination = path.join(file.endsWith('.java') ? java : typescript, path.basename(file));
    writeIfChanged(destination, fs.readFileSync(file, 'utf8'));
    written.add(destination);
  }
  [java, typescript].flatMap(filesUnder).filter(file => !written.has(file)).forEach(file => fs.rmSync(file));
  fs.rmSync(raw, { recursive: true });
}

const current = fingerprint();
if (fs.existsSync(fingerprintFile) && fs.readFileSync(fingerprintFile, 'utf8') === current) {
  process.exit(0);
}
const raw = path.join(target, 'asyncapi-raw');
fs.rmSync(raw, { recursive: true, force: true });
try {
  await generate(raw);
} catch (error) {
  console.error(`The live contract cannot be generated: ${error.message}`);
  console.error(JSON.stringify(error.validationErrors ?? error.errors ?? [], null, 2));
  process.exit(1);
}
publish(raw);
fs.writeFileSync(fingerprintFile, current);
