// Compiles the generated sources to the npm package, unless nothing of what it is made from has changed since the last time.
//
// usage: node build.mjs <version> <generated REST client> <generated live client> <target directory>

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const version = process.argv[2];
const [rest, live, target] = process.argv.slice(3).map(argument => path.resolve(argument));
const files = path.join(here, 'package');
const license = path.join(here, '..', '..', 'LICENSE');
const sources = path.join(target, 'sources');
const output = path.join(target, 'package');
const fingerprintFile = path.join(target, 'package.fingerprint');

function filesUnder(directory) {
  return fs.readdirSync(directory, { recursive: true })
    .map(name => path.join(directory, name))
    .filter(file => fs.statSync(file).isFile())
    .sort();
}

function typeScriptUnder(directory) {
  const found = filesUnder(directory).filter(file => file.endsWith('.ts'));
  if (found.length === 0) {
    throw new Error(`No TypeScript was generated in ${directory}`);
  }
  return found;
}

function fingerprint() {
  const hash = createHash('sha256').update(version);
  const inputs = [...typeScriptUnder(rest), ...typeScriptUnder(live), ...filesUnder(files), license,
    path.join(here, 'package-lock.json'), path.join(here, 'tsconfig.json'), fileURLToPath(import.meta.url)];
  for (const file of inputs) {
    hash.update('\0').update(path.relative(here, file)).update('\0').update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

/** Answers are taken as they come, so a member must be called what it is called on the wire. */
function assertNoRenamedMembers() {
  const renamed = fs.readFileSync(path.join(rest, 'models', 'index.ts'), 'utf8').match(/^ {4}_\w+(?=\??:)/gm);
  if (renamed) {
    throw new Error(`The generator has renamed${renamed.join()}: name each in the nameMappings of the pom.`);
  }
}

function compile() {
  assertNoRenamedMembers();
  for (const [name, directory] of [['rest', rest], ['live', live]]) {
    for (const file of typeScriptUnder(directory)) {
      const copy = path.join(sources, name, path.relative(directory, file));
      fs.mkdirSync(path.dirname(copy), { recursive: true });
      fs.copyFileSync(file, copy);
    }
  }
  const compiler = path.join(here, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '--project', path.join(here, 'tsconfig.json'), '--rootDir', sources,
    '--outDir', path.join(output, 'dist')], { stdio: 'inherit' });
}

function pack() {
  for (const file of filesUnder(files)) {
    const text = fs.readFileSync(file, 'utf8').replaceAll('${version}', version);
    fs.writeFileSync(path.join(output, path.relative(files, file)), text);
  }
  fs.copyFileSync(license, path.join(output, 'LICENSE'));
  // Nothing of an npm that runs this build may reach into it, and nothing of the package runs.
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', target],
    { cwd: output, stdio: ['ignore', 'ignore', 'inherit'] });
}

const current = fingerprint();
if (fs.existsSync(fingerprintFile) && fs.readFileSync(fingerprintFile, 'utf8') === current) {
  process.exit(0);
}
for (const old of [sources, output, fingerprintFile]) {
  fs.rmSync(old, { recursive: true, force: true });
}
try {
  compile();
  pack();
} catch (error) {
  console.error(`The npm package cannot be built: ${error.message}`);
  process.exit(1);
}
fs.writeFileSync(fingerprintFile, current);
