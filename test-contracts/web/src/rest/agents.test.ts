import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { Agent, AgentPage, EnrolmentTokenPage } from '@sia/client';
import { agentId, answer, organizationId, plays, problem, refusal, tokenId } from './consumer.js';
import { agent, drainedAgent, enrolmentToken, issuedToken } from './samples.js';

const AGENTS = '/v1/organizations/{organizationId}/agents';
const AGENT = `${AGENTS}/{agentId}`;
const TOKENS = '/v1/organizations/{organizationId}/enrolment-tokens';

describe('agents over REST', () => {
  plays({
    operation: 'listAgents', what: 'all agents', given: 'an online agent', when: `GET ${AGENTS}`,
    answers: answer<AgentPage>({ items: [agent] }, { exactly: ['$.items[*].status', '$.items[*].labels'] }),
  }, async sia => assert.deepEqual((await sia.agents.listAgents({ organizationId })).items.map(it => it.status), ['online']));

  plays({
    operation: 'getAgent', what: 'one agent', given: 'an online agent', when: `GET ${AGENT}`,
    answers: answer(agent, { exactly: ['$.name', '$.status', '$.labels', '$.capacity', '$.runningCount', '$.version'] }),
  }, async sia => assert.equal((await sia.agents.getAgent({ organizationId, agentId })).capacity, 2));

  plays({
    operation: 'drainAgent', what: 'let an agent finish what it has', given: 'an online agent', when: `POST ${AGENT}/drain`,
    sends: { reason: 'disk is full' },
    answers: answer(drainedAgent, { exactly: ['$.status', '$.statusReason', '$.draining.by.kind', '$.draining.reason'] }),
  }, async sia => {
    const { draining } = await sia.agents.drainAgent({ organizationId, agentId, drainAgentRequest: { reason: 'disk is full' } });
    assert.equal(draining?.reason, 'disk is full');
  });

  plays({
    operation: 'resumeAgent', what: 'end a drain', given: 'a drained agent', when: `POST ${AGENT}/resume`,
    answers: answer(agent, { exactly: ['$.status'] }),
  }, async sia => assert.equal((await sia.agents.resumeAgent({ organizationId, agentId })).status, 'online'));

  plays({
    operation: 'updateAgent', what: 'rename an agent', given: 'an online agent', when: `PATCH ${AGENT}`, sends: { name: 'build-box-2' },
    answers: answer<Agent>({ ...agent, name: 'build-box-2' }, { exactly: ['$.name'] }),
  }, async sia => {
    const { name } = await sia.agents.updateAgent({ organizationId, agentId, updateAgentRequest: { name: 'build-box-2' } });
    assert.equal(name, 'build-box-2');
  });

  plays({
    operation: 'removeAgent', what: 'take an agent out of the organization', given: 'an online agent', when: `DELETE ${AGENT}`,
    answers: answer<Agent>({ ...agent, status: 'offline', statusReason: 'removed', connected: false }, { exactly: ['$.status', '$.statusReason'] }),
  }, async sia => assert.equal((await sia.agents.removeAgent({ organizationId, agentId })).connected, false));

  plays({
    operation: 'removeAgent', what: 'take an agent out that still works', given: 'an agent that works', when: `DELETE ${AGENT}`,
    answers: problem(409, 'agent_busy'),
  }, async sia => assert.equal((await refusal(sia.agents.removeAgent({ organizationId, agentId }))).code, 'agent_busy'));

  plays({
    operation: 'revokeAgentCredential', what: "make an agent's credential good for nothing", given: 'an online agent',
    when: `DELETE ${AGENT}/credential`,
    answers: answer<Agent>({
      ...agent, status: 'offline', statusReason: 'its credential was revoked', connected: false, credentialRevokedAt: '2026-11-23T09:30:00Z',
    }, { exactly: ['$.statusReason'], matching: { '$.status': 'online|offline' } }),
  }, async sia => assert.ok((await sia.agents.revokeAgentCredential({ organizationId, agentId })).credentialRevokedAt));

  plays({
    operation: 'createEnrolmentToken', what: 'a token for two agents', given: 'an organization and its owner', when: `POST ${TOKENS}`,
    sends: { expiresInSeconds: 3600, maxUses: 2 },
    answers: answer(enrolmentToken, { exactly: ['$.maxUses'], matching: { '$.token': 'sia_en_\\S+' } }, 201),
  }, async sia => {
    const createEnrolmentTokenRequest = { expiresInSeconds: 3600, maxUses: 2 };
    assert.match((await sia.agents.createEnrolmentToken({ organizationId, createEnrolmentTokenRequest })).token, /^sia_en_/);
  });

  plays({
    operation: 'listEnrolmentTokens', what: 'all enrolment tokens', given: 'an enrolment token that one agent has used', when: `GET ${TOKENS}`,
    answers: answer<EnrolmentTokenPage>({ items: [issuedToken] }, { exactly: ['$.items[*].maxUses', '$.items[*].uses', '$.items[*].createdBy.kind'] }),
  }, async sia => assert.deepEqual((await sia.agents.listEnrolmentTokens({ organizationId })).items.map(it => it.uses), [1]));

  plays({
    operation: 'revokeEnrolmentToken', what: 'take an enrolment token back', given: 'an enrolment token that one agent has used',
    when: `DELETE ${TOKENS}/{tokenId}`, answers: answer(issuedToken, { exactly: ['$.maxUses', '$.uses', '$.createdBy.kind'] }),
  }, async sia => assert.equal((await sia.agents.revokeEnrolmentToken({ organizationId, tokenId })).id, tokenId));
});
