import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { MatchersV3, PactV4 } from '@pact-foundation/pact';
import { ProblemError, SiaClient, type Problem, type ProblemCode } from '@sia/client';
import { example, type Exceptions } from '../pact/example.js';
import { PACTS } from '../pact/folder.js';

/** What the names in paths stand for while the client is tested; the provider has others in its state. */
export const ids = {
  organizationId: '1189c444-8a2d-4c41-8b4b-ae43ce79a492',
  jobId: '0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c',
  agentId: '0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c',
  tokenId: '0198f0bf-3333-7a52-9c3b-5d8f6e1a2b3c',
  keyId: '0198f0c9-5555-7a52-9c3b-5d8f6e1a2b3c',
};

export const { organizationId, jobId, agentId, tokenId, keyId } = ids;

/** One request and its answer. */
export interface Call {
  operation: string;
  what: string;
  /** The provider's state. */
  given?: string;
  /** Method and path, in which `{jobId}` names a value of the provider's state. */
  when: string;
  query?: Record<string, string | string[]>;
  headers?: Record<string, string>;
  sends?: object;
  /** Where the body has values of the provider's state. */
  sendsFromState?: Exceptions['fromState'];
  answers: Answer;
}

interface Answer {
  status: number;
  contentType: string;
  /** Pattern and example. */
  headers?: Record<string, [string, string]>;
  json?: unknown;
  text?: { example: string; pattern: string };
}

/** An answer of a type of the contract. */
export function answer<T extends object>(body: T, exceptions: Exceptions = {}, status = 200): Answer {
  return { status, contentType: 'application/json', json: example(body, exceptions) };
}

/** An answer that is no JSON. */
export function text(contentType: string, sample: string, pattern: string): Answer {
  return { status: 200, contentType, text: { example: sample, pattern } };
}

/** A problem with this code. */
export function problem(status: number, code: ProblemCode, more: Partial<Problem> = {}, exceptions: Exceptions = {}): Answer {
  const body: Problem = {
    type: `urn:sia:problem:${code}`, title: 'In a few words', status, code, detail: 'What happened and what to do about it.',
    requestId: jobId, ...more,
  };
  const exactly = ['$.type', '$.status', '$.code', ...(exceptions.exactly ?? [])];
  return { status, contentType: 'application/problem+json', json: example(body, { ...exceptions, exactly }) };
}

/** What the builders of answers work on. */
interface TextInteraction {
  withResponseBody(text: string, contentType: string): void;
}

const pact = new PactV4({ consumer: 'sia-web-client', provider: 'sia-rest', dir: PACTS, logLevel: 'error' });

/** A test that the client makes the request and is content with the answer; it leaves them in the pact. */
export function plays(call: Call, use: (sia: SiaClient) => Promise<void>): void {
  test(`${call.operation}: ${call.what}`, () => interaction(call).executeTest(async server => {
    const paths: string[] = [];
    await use(new SiaClient({
      basePath: server.url,
      // As Java's consumers do, anybody's requests are those that no state is needed for.
      ...(call.given !== undefined && { accessToken: 'token' }),
      fetchApi: (url, init) => {
        paths.push(new URL(String(url)).pathname);
        return fetch(url, init);
      },
    }));
    // Pact would take any path where the provider's state has a part of it.
    assert.deepEqual(paths, [filled(call.when.split(' ')[1])]);
    await matched(server.port);
  }));
}

/** What Pact asks about a mock server when a test ends. */
interface MockServers {
  mockServerMatchedSuccessfully(port: number): boolean;
}

/**
 * Waits until the mock server has noted the request: it answers before it does (pact-foundation/pact-core-mock-server#13), and Pact
 * asks once. A request that does not match is noted never, and Pact says why.
 */
async function matched(port: number): Promise<void> {
  const { pact: servers } = pact as unknown as { pact: MockServers };
  const until = Date.now() + 10_000;
  while (!servers.mockServerMatchedSuccessfully(port) && Date.now() < until) await setTimeout(5);
}

/** What a refused call throws. */
export async function refusal(call: Promise<unknown>): Promise<ProblemError> {
  const outcome = await call.then(() => undefined, (error: unknown) => error);
  assert.ok(outcome instanceof ProblemError, `not refused with a problem: ${outcome}`);
  assert.ok(outcome.problem.detail && outcome.problem.requestId);
  return outcome;
}

function filled(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_, name: keyof typeof ids) => ids[name]);
}

function interaction({ operation, what, given, when, query, headers, sends, sendsFromState, answers }: Call) {
  const [method, path] = when.split(' ');
  const begun = pact.addInteraction().uponReceiving(`${operation}: ${what}`).comment({ key: 'operationId', value: operation });
  return (given === undefined ? begun : begun.given(given))
    .withRequest(method, path.includes('{') ? MatchersV3.fromProviderState(path.replaceAll('{', '${'), filled(path)) : path, request => {
      request.headers({
        ...headers,
        ...(given !== undefined && { Authorization: MatchersV3.regex('Bearer \\S+', 'Bearer token') }),
        ...(sends && { 'Content-Type': 'application/json' }),
      });
      if (query) request.query(query);
      if (sends) request.jsonBody(example(sends, { exactly: ['$'], fromState: sendsFromState }));
    })
    .willRespondWith(answers.status, response => {
      const mediaType = answers.contentType.replace(/[.+]/g, '\\$&');
      response.headers({
        ...Object.fromEntries(Object.entries(answers.headers ?? {}).map(([name, [pattern, sample]]) => [name, MatchersV3.regex(pattern, sample)])),
        'Content-Type': MatchersV3.regex(`${mediaType}(;\\s?charset=.*)?`, answers.contentType),
      });
      if (answers.text) {
        // The builder's own body() is for bytes: the pact would have base64, which the verifier compares byte by byte.
        (response as unknown as { interaction: TextInteraction }).interaction.withResponseBody(answers.text.example, answers.contentType);
        response.matchingRules({ body: [{ path: '$', rules: [MatchersV3.regex(answers.text.pattern, answers.text.example)] }] });
      } else {
        response.jsonBody(answers.json);
      }
    });
}
