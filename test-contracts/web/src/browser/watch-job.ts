import type { Script } from './run.js';

const PATIENCE_MS = 90_000;

interface Input {
  page: string;
  fields: Record<string, string>;
}

/** What a person sees at the end, and what the page could not cope with. */
interface Seen {
  status: string;
  alert: string;
  lines: { seq: number; text: string }[];
  failures: string[];
}

/** Fills in the page's form, sends it, and waits until the page tells how it went. */
const watchJob: Script<Input, Seen> = async (page, { page: url, fields }) => {
  const failures: string[] = [];
  page.on('pageerror', error => failures.push(String(error)));
  await page.goto(url);
  for (const [name, value] of Object.entries(fields)) {
    await page.fill(`[name=${name}]`, value);
  }
  await page.click('button');
  await page.waitForFunction(() => document.querySelector('[role=status]:not(:empty), [role=alert]:not(:empty)'), undefined, { timeout: PATIENCE_MS });
  return {
    status: await page.innerText('[role=status]'),
    alert: await page.innerText('[role=alert]'),
    lines: await page.$$eval('li', items => items.map(item => ({ seq: item.value, text: item.textContent ?? '' }))),
    failures,
  };
};

export default watchJob;
