import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';

const FLAGS = ['--disable-gpu', '--disable-quic', '--disable-sync', '--no-zygote'];

interface Program {
  executable: string;
  /** Where it finds libraries that the machine does not have. */
  libraries?: string;
}

/** Headless, with an empty profile that is gone when it is closed: the one that CHROME_PATH names, or the one that npm brought. */
export async function launch(): Promise<Browser> {
  const named = process.env['CHROME_PATH'];
  if (named && !fs.existsSync(named)) {
    throw new Error(`CHROME_PATH names what is not there: ${named}`);
  }
  const { executable, libraries } = named ? { executable: named, libraries: undefined } : await bundled();
  return chromium.launch({
    executablePath: executable,
    args: FLAGS,
    env: { ...stringsOf(process.env), ...(libraries && { LD_LIBRARY_PATH: libraries }) },
  });
}

function stringsOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * The Chromium of the package @sparticuz/chromium, unpacked beside the package, once. Not by the package itself: it would run
 * whatever is called chromium in the directory for temporary files.
 */
async function bundled(): Promise<Program> {
  const root = path.resolve(path.dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', '..');
  const unpacked = path.join(root, 'unpacked');
  const executable = path.join(unpacked, 'chromium');
  const libraries = path.join(unpacked, 'lib');
  if (!fs.existsSync(executable)) {
    await unpack(path.join(root, 'bin'), unpacked);
  }
  return runs({ executable }) ? { executable } : { executable, libraries };
}

/** Whole or not at all, although several processes may begin with it at once. */
async function unpack(packed: string, directory: string): Promise<void> {
  const own = `${directory}.${process.pid}`;
  fs.mkdirSync(path.join(own, 'lib'), { recursive: true });
  unpackTar(path.join(packed, 'al2023.tar.br'), own);
  await pipeline(
    fs.createReadStream(path.join(packed, 'chromium.br')),
    createBrotliDecompress(),
    fs.createWriteStream(path.join(own, 'chromium'), { mode: 0o755 }),
  );
  try {
    fs.renameSync(own, directory);
  } catch (taken) {
    if (!fs.existsSync(path.join(directory, 'chromium'))) {
      throw taken;
    }
    fs.rmSync(own, { recursive: true });
  }
}

function unpackTar(file: string, directory: string): void {
  const { status, stderr } = spawnSync('tar', ['-x', '-C', directory], { input: brotliDecompressSync(fs.readFileSync(file)) });
  if (status !== 0) {
    throw new Error(`${file} cannot be unpacked: ${stderr}`);
  }
}

function runs({ executable }: Program): boolean {
  return spawnSync(executable, ['--no-sandbox', '--version'], { stdio: 'ignore' }).status === 0;
}
