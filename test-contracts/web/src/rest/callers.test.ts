import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { ApiKey, ApiKeyPage, LiveTicket, OrganizationList } from '@sia/client';
import { answer, keyId, organizationId, plays, problem, refusal } from './consumer.js';
import { createdKey, key, me, members, ORGANIZATION } from './samples.js';

const HERE = '/v1/organizations/{organizationId}';
const KEYS = `${HERE}/api-keys`;
const OWNER = 'an organization and its owner';
const PUBLIC_ID = '[a-z2-7]{16}';

const ticket: LiveTicket = { ticket: 'sia_lt_EXAMPLE', expiresAt: '2026-11-23T09:31:00Z' };

describe('callers over REST', () => {
  plays({
    operation: 'getMe', what: 'who am I', given: OWNER, when: 'GET /v1/me',
    answers: answer(me, { exactly: ['$.kind', '$.name', '$.organizations[*].role'] }),
  }, async sia => assert.deepEqual((await sia.identity.getMe()).organizations.map(it => [it.id, it.role]), [[organizationId, 'owner']]));

  plays({
    operation: 'getMe', what: 'who am I, with a token that is not good', given: 'a caller whose token is not good', when: 'GET /v1/me',
    answers: problem(401, 'unauthenticated'),
  }, async sia => {
    const refused = await refusal(sia.identity.getMe());
    assert.deepEqual([refused.name, refused.status, refused.code, refused.retryAfterSeconds], ['ProblemError', 401, 'unauthenticated', undefined]);
  });

  plays({
    operation: 'listOrganizations', what: 'my organizations', given: OWNER, when: 'GET /v1/organizations',
    answers: answer<OrganizationList>({ items: [ORGANIZATION] }, { exactly: ['$.items[*].role'] }),
  }, async sia => assert.deepEqual((await sia.organizations.listOrganizations()).items.map(it => it.role), ['owner']));

  plays({
    operation: 'getOrganization', what: 'one organization', given: OWNER, when: `GET ${HERE}`, answers: answer(ORGANIZATION, { exactly: ['$.role'] }),
  }, async sia => assert.equal((await sia.organizations.getOrganization({ organizationId })).id, organizationId));

  plays({
    operation: 'getOrganization', what: 'an organization of others', given: 'an organization that the caller is not a member of',
    when: `GET ${HERE}`, answers: problem(404, 'not_found'),
  }, async sia => assert.equal((await refusal(sia.organizations.getOrganization({ organizationId }))).code, 'not_found'));

  plays({
    operation: 'listMembers', what: 'who is in the organization', given: OWNER, when: `GET ${HERE}/members`,
    answers: answer(members, { exactly: ['$.items[*].email', '$.items[*].role'] }),
  }, async sia => assert.deepEqual((await sia.organizations.listMembers({ organizationId })).items.map(it => it.email), ['owner@example.com']));

  plays({
    operation: 'createApiKey', what: 'an API key for 90 days', given: OWNER, when: `POST ${KEYS}`,
    sends: { name: 'nightly build', scopes: ['jobs:read', 'jobs:write'], expiresInSeconds: 7776000 },
    answers: answer(createdKey, {
      exactly: ['$.apiKey.name', '$.apiKey.scopes', '$.apiKey.createdBy.kind'],
      matching: { '$.key': `sia_sk_${PUBLIC_ID}_\\S+`, '$.apiKey.publicId': PUBLIC_ID },
    }, 201),
  }, async sia => {
    const made = await sia.keys.createApiKey({
      organizationId, createApiKeyRequest: { name: 'nightly build', scopes: ['jobs:read', 'jobs:write'], expiresInSeconds: 7776000 },
    });
    assert.match(made.key, /^sia_sk_/);
  });

  plays({
    operation: 'listApiKeys', what: 'the API keys of an organization', given: 'an API key', when: `GET ${KEYS}`,
    answers: answer<ApiKeyPage>({ items: [key] }, { exactly: ['$.items[*].name', '$.items[*].scopes'], matching: { '$.items[*].publicId': PUBLIC_ID } }),
  }, async sia => assert.deepEqual((await sia.keys.listApiKeys({ organizationId })).items.map(it => it.name), ['nightly build']));

  plays({
    operation: 'listApiKeys', what: 'the API keys, asked for by one that may not', given: 'a caller that is an API key', when: `GET ${KEYS}`,
    answers: problem(403, 'forbidden'),
  }, async sia => assert.equal((await refusal(sia.keys.listApiKeys({ organizationId }))).status, 403));

  plays({
    operation: 'getApiKey', what: 'one API key', given: 'an API key', when: `GET ${KEYS}/{keyId}`,
    answers: answer(key, { exactly: ['$.name', '$.scopes', '$.createdBy.kind'], matching: { '$.publicId': PUBLIC_ID } }),
  }, async sia => assert.equal((await sia.keys.getApiKey({ organizationId, keyId })).expiresAt, undefined));

  plays({
    operation: 'revokeApiKey', what: 'an API key is revoked', given: 'an API key', when: `DELETE ${KEYS}/{keyId}`,
    answers: answer<ApiKey>({ ...key, revokedAt: '2026-11-24T08:00:00Z', revokedBy: key.createdBy },
      { exactly: ['$.name', '$.revokedBy.kind'], matching: { '$.publicId': PUBLIC_ID } }),
  }, async sia => assert.ok((await sia.keys.revokeApiKey({ organizationId, keyId })).revokedAt));

  plays({
    operation: 'createLiveTicket', what: 'a ticket for a live session', given: OWNER, when: `POST ${HERE}/live-tickets`,
    answers: answer(ticket, { matching: { '$.ticket': 'sia_lt_[A-Za-z0-9_-]+' } }, 201),
  }, async sia => assert.match((await sia.live.createLiveTicket({ organizationId })).ticket, /^sia_lt_/));

  plays({
    operation: 'getMe', what: 'who am I, asked too often', given: 'a caller who has asked too often', when: 'GET /v1/me',
    answers: { ...problem(429, 'rate_limited'), headers: { 'Retry-After': ['[1-9]\\d*', '5'] } },
  }, async sia => {
    const refused = await refusal(sia.identity.getMe());
    assert.deepEqual([refused.status, refused.code, refused.retryAfterSeconds], [429, 'rate_limited', 5]);
  });
});
