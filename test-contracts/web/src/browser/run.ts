// Runs a script in a browser of its own.
//
// usage: node run.js <module> < input.json > result.json
//
// The module's default export gets an empty page and the input, which may hold secrets, and returns the result.

import { json } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { launch } from './chromium.js';

export type Script<I, R> = (page: Page, input: I) => Promise<R>;

const [module = ''] = process.argv.slice(2);
const { default: script } = await import(pathToFileURL(module).href) as { default: Script<unknown, unknown> };
const input = await json(process.stdin);
const browser = await launch();
try {
  const result = await script(await browser.newPage(), input);
  process.stdout.write(JSON.stringify(result));
} finally {
  await browser.close();
}
