import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { ContractList } from '@sia/client';
import { answer, plays, problem, refusal, text } from './consumer.js';

const contracts: ContractList = {
  version: '0.1.0',
  items: [{
    path: 'openapi/sia.yaml', mediaType: 'application/yaml', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  }],
};

describe('contracts over REST', () => {
  plays({
    operation: 'listContracts', what: 'every file of the contracts', when: 'GET /v1/contracts',
    answers: answer(contracts, { matching: { '$.items[*].sha256': '[0-9a-f]{64}', '$.items[*].path': '\\w+/[\\w.-]+' } }),
  }, async sia => assert.equal((await sia.contracts.listContracts()).items[0]?.path, 'openapi/sia.yaml'));

  plays({
    operation: 'getContract', what: 'the REST contract', when: 'GET /v1/contracts/openapi/sia.yaml',
    answers: text('application/yaml', 'openapi: 3.0.3\n', '(?s)openapi: 3\\.0\\.3\\n.*'),
  }, async sia => assert.match(await sia.contracts.getContract({ folder: 'openapi', file: 'sia.yaml' }), /^openapi: 3/));

  plays({
    operation: 'getContract', what: 'a file that is no contract', when: 'GET /v1/contracts/openapi/other.yaml', answers: problem(404, 'not_found'),
  }, async sia => assert.equal((await refusal(sia.contracts.getContract({ folder: 'openapi', file: 'other.yaml' }))).code, 'not_found'));

  plays({
    operation: 'getDocs', what: 'the docs page', when: 'GET /docs',
    answers: text('text/html', '<!doctype html>', '(?is)\\s*<!doctype html>.*'),
  }, async sia => assert.match(await sia.contracts.getDocs(), /html/));

  plays({
    operation: 'getDocsAsset', what: 'the style of the docs page', when: 'GET /docs/swagger-ui.css',
    answers: text('text/css', '.swagger-ui{}', '(?s).*\\.swagger-ui.*'),
  }, async sia => assert.match(await (await sia.contracts.getDocsAsset({ asset: 'swagger-ui.css' })).text(), /swagger-ui/));
});
