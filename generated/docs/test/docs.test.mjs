import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { agentPage } from '../lib/agent-page.mjs';
import { readAsyncApi } from '../lib/asyncapi.mjs';
import { html } from '../lib/html.mjs';
import { livePage } from '../lib/live-page.mjs';
import { Prose } from '../lib/prose.mjs';
import { startPage } from '../lib/start-page.mjs';

const EVIL = '<script>alert("1")</script> & <b>bold</b>';
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sia-docs-'));
after(() => fs.rmSync(directory, { recursive: true }));
const CONTEXT = { version: EVIL, contract: `/"${EVIL}`, operations: new Map() };

/** Every script of a page, and every tag that only a description could have brought. */
function smuggled(page) {
  return String(page).match(/<script|<b>|<img|javascript:/g) ?? [];
}

test('values of a template are escaped, markup is not', () => {
  assert.equal(String(html`<p title="${'"'}">${'<i>'}${html`<b>`}${[html`<u>`, '&']}${undefined}${false}</p>`), '<p title="&quot;">&lt;i&gt;<b><u>&amp;</p>');
});

test('prose shows HTML instead of obeying it, and loads nothing', () => {
  const text = String(new Prose(new Map()).render(`${EVIL} ![x](https://example.com/x.png) [y](javascript:alert) \`<i>\``));

  assert.deepEqual(smuggled(text.replace('(javascript:', '')), []);
  assert.match(text, /&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt; &amp; &lt;b&gt;/);
  assert.match(text, /<code>&lt;i&gt;<\/code>/);
  assert.doesNotMatch(text, /src=/);
});

test('prose links names, in sentences only those that are no ordinary words', () => {
  const prose = new Prose(new Map([['Drain', '#Drain'], ['LeaseLost', '#LeaseLost'], ['STEP_VERIFY', '#Step.STEP_VERIFY']]));

  assert.equal(String(prose.render('Drain, `Drain`, LeaseLost (STEP_VERIFY), LeaseLosts.')),
    '<p>Drain, <a href="#Drain"><code>Drain</code></a>, <a href="#LeaseLost">LeaseLost</a> (<a href="#Step.STEP_VERIFY">STEP_VERIFY</a>), LeaseLosts.</p>\n');
  assert.equal(String(prose.render('LeaseLost', '#LeaseLost')), '<p>LeaseLost</p>\n');
});

test('paragraphs that begin with words in bold can be linked to', () => {
  const prose = new Prose(new Map());

  assert.deepEqual(prose.headings('One.\n\n**Two words.** Three **four**.'), [{ id: 'two-words', title: 'Two words' }]);
  assert.match(String(prose.render('**Two words.** Three.')), /^<p id="two-words"><strong>/);
});

test('the agent page escapes every comment and name', () => {
  const type = { text: EVIL, link: undefined };
  const page = agentPage({
    package: EVIL,
    comment: EVIL,
    services: [{ name: EVIL, comment: EVIL, methods: [{ name: EVIL, comment: EVIL, request: type, response: type }] }],
    messages: [{ name: EVIL, comment: EVIL, oneofs: [{ name: EVIL, comment: EVIL }], fields: [{ name: EVIL, number: 1, comment: EVIL, type, oneof: EVIL }, { name: 'f', number: 2, comment: EVIL, label: EVIL, type }] }],
    enums: [{ name: EVIL, comment: EVIL, values: [{ name: EVIL, number: 0, comment: EVIL }] }],
  }, CONTEXT);

  assert.deepEqual(smuggled(page), []);
  assert.ok(String(page).includes('&lt;script&gt;'));
});

test('the live page escapes every description, example, enum and bound', () => {
  const text = JSON.stringify(EVIL);
  const page = livePage(readAsyncApi(asyncApi({ text, more: `, pattern: ${text}, enum: [${text}], default: ${text}` })), CONTEXT);

  assert.deepEqual(smuggled(page), []);
  assert.ok(String(page).match(/&lt;script&gt;/g).length >= 12);
});

test('the start page escapes what it lists', () => {
  assert.deepEqual(smuggled(startPage([{ path: EVIL, address: `/"${EVIL}`, bytes: 1, sha256: EVIL }], CONTEXT)), []);
});

test('what the docs would not show fails and is named', () => {
  assert.throws(() => readAsyncApi(asyncApi({ more: ', multipleOf: 3' })), /The docs do not show multipleOf of the schema/);
  assert.throws(() => readAsyncApi(asyncApi({ message: 'headers: { type: object }' })), /The docs do not show headers of message/);
});

test('a reference to nothing fails and is named', () => {
  assert.throws(() => readAsyncApi(asyncApi({ member: "{ $ref: '#/components/schemas/Nobody' }" })), /names #\/components\/schemas\/Nobody, which is not there/);
});

/** A small document with a description, summary, title and example wherever one may be. */
function asyncApi({ text = 'Words.', more = '', message = 'deprecated: false', member }) {
  const file = path.join(directory, 'document.yaml');
  fs.writeFileSync(file, `
asyncapi: 3.0.0
info: { title: ${text}, version: ${text}, description: ${text} }
servers:
  one: { host: ${text}, protocol: ws, title: ${text}, description: ${text}, security: [{ $ref: '#/components/securitySchemes/secret' }], bindings: { ws: ${text} } }
channels:
  all: { address: ${text}, title: ${text}, summary: ${text}, description: ${text}, messages: { say: { $ref: '#/components/messages/say' } } }
operations:
  hear: { action: receive, title: ${text}, summary: ${text}, channel: { $ref: '#/channels/all' }, messages: [{ $ref: '#/channels/all/messages/say' }] }
components:
  securitySchemes:
    secret: { type: http, scheme: ${text}, description: ${text} }
  messages:
    say:
      name: ${text}
      summary: ${text}
      payload: { $ref: '#/components/schemas/Say' }
      examples: [{ name: ${text}, summary: ${text}, payload: { text: ${text} } }]
      ${message}
  schemas:
    Say:
      title: Say
      type: object
      description: ${text}
      properties:
        text: ${member ?? `{ type: string, description: ${text}${more} }`}
`);
  return file;
}
