// The docs in a browser: every page and every link opens, nothing breaks its content security policy or asks another host,
// the REST reference shows every operation of the contract with its references resolved, and "Try it out" works.

import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Script } from './run.js';

interface Input {
  server: string;
  key: string;
}

interface Seen {
  links: number;
  operations: number;
}

declare global {
  interface Window {
    violations: string[];
  }
}

const PAGES = ['/docs', '/docs/rest.html', '/docs/agent.html', '/docs/live.html'];

let browser: Browser;
let origin = '';
let key = '';
const flaws: string[] = [];

/** A page that notes everything that it should not do. */
async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', event => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  page.on('console', message => ['error', 'warning'].includes(message.type()) && flaws.push(`${address}: console: ${message.text()}`));
  page.on('pageerror', error => flaws.push(`${address}: ${error.message}`));
  page.on('requestfailed', request => flaws.push(`${address}: failed: ${request.url()}`));
  page.on('request', request => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin) flaws.push(`${address}: another host: ${request.url()}`);
  });
  page.on('response', response => response.status() >= 400 && flaws.push(`${address}: ${response.status()} ${response.url()}`));
  await page.goto(origin + address);
  return page;
}

async function close(page: Page, address: string): Promise<void> {
  flaws.push(...(await page.evaluate(() => window.violations)).map(violation => `${address}: policy: ${violation}`));
  await page.context().close();
}

async function pagesAndLinks(): Promise<number> {
  const links = new Set<string>();
  for (const address of PAGES) {
    for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']] as const) {
      const page = await open(address, { viewport: { width, height: 900 }, colorScheme });
      await page.waitForSelector(address === '/docs/rest.html' ? '.opblock' : 'h1');
      const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(content <= window, `${address} is ${content} wide in a window of ${window}`);
      for (const link of await page.locator('a[href]').evaluateAll(found => found.map(one => (one as HTMLAnchorElement).href))) links.add(link);
      await close(page, address);
    }
  }
  const own = [...links].filter(link => link.startsWith(origin));
  assert.ok(own.length > 300, `only ${own.length} links`);
  for (const address of new Set(own.map(link => link.replace(/#.*/, '')))) {
    const response = await fetch(address);
    assert.equal(response.status, 200, address);
    await response.text();
  }
  for (const path of ['/docs', '/docs/agent.html', '/docs/live.html']) {
    const page = await open(path);
    const targets = own.filter(link => link.startsWith(`${origin}${path}#`)).map(link => decodeURIComponent(link.slice(link.indexOf('#') + 1)));
    const missing = await page.evaluate(ids => ids.filter(id => !document.getElementById(id)), targets);
    assert.deepEqual(missing, [], path);
    await close(page, path);
  }
  return own.length;
}

async function withoutJavaScript(): Promise<void> {
  for (const [address, sample] of [['/docs/agent.html', '#ConnectRequest\\.attach'], ['/docs/live.html', '#Subscribe\\.topic']] as const) {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(origin + address);
    assert.ok(await page.locator(sample).isVisible(), `${address} without JavaScript`);
    await page.context().close();
  }
}

async function everyOperation(): Promise<number> {
  const contract = await (await fetch(`${origin}/v1/contracts/openapi/sia.yaml`)).text();
  const operations = [...contract.matchAll(/operationId: (\w+)\n +tags: \[(\w+)\]/g)];
  assert.equal(operations.length, contract.match(/operationId:/g)?.length);
  const page = await open('/docs/rest.html');
  await page.waitForSelector('.opblock');
  for (const [, operationId, tag] of operations) {
    assert.equal(await page.locator(`#operations-${tag}-${operationId}`).count(), 1, operationId);
  }
  assert.equal(await page.locator('.opblock').count(), operations.length);
  // A body whose schema is in another file.
  await page.evaluate(() => { location.hash = '#/jobs/createJob'; });
  const body = page.locator('#operations-jobs-createJob .opblock-section-request-body');
  await body.getByText('Schema', { exact: true }).click();
  await body.locator('.model-title', { hasText: 'CreateJobRequest' }).first().waitFor();
  await body.locator('.model-title', { hasText: 'JobPriority' }).first().waitFor();
  assert.equal(await page.locator('.errors-wrapper').count(), 0, 'references that could not be resolved');
  await close(page, '/docs/rest.html');
  return operations.length;
}

async function tryIt(): Promise<void> {
  const page = await open('/docs/rest.html');
  await page.waitForSelector('.opblock');
  await page.click('.btn.authorize');
  await page.fill('.modal-ux input', key);
  await page.click('.modal-ux button.authorize');
  await page.click('.modal-ux .btn-done');
  await page.click('.hint a[href="#/identity/getMe"]');
  const operation = page.locator('#operations-identity-getMe');
  await operation.locator('.try-out__btn').click();
  const answer = page.waitForResponse(`${origin}/v1/me`);
  await operation.locator('.execute').click();
  assert.equal((await answer).status(), 200);
  await operation.locator('.live-responses-table .response-col_status', { hasText: '200' }).first().waitFor();
  // The credential is nowhere that outlives the page.
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
  await page.reload();
  await page.waitForSelector('.opblock');
  assert.equal(await page.locator('.btn.authorize.unlocked').count(), 1, 'the credential is gone with the page');
  await close(page, '/docs/rest.html');
}

const docs: Script<Input, Seen> = async (page, input) => {
  const started = page.context().browser();
  assert.ok(started);
  browser = started;
  origin = new URL(input.server).origin;
  key = input.key;
  const links = await pagesAndLinks();
  await withoutJavaScript();
  const operations = await everyOperation();
  await tryIt();
  assert.deepEqual(flaws, []);
  return { links, operations };
};

export default docs;
