// One process for all: the pacts of a consumer are one file, and pact's library is loaded once.
import './rest/agents.test.js';
import './rest/callers.test.js';
import './rest/contracts.test.js';
import './rest/history.test.js';
import './rest/jobs.test.js';
import './rest/queues.test.js';
import './live/pact.test.js';
import './live/session.test.js';
// Looks at what the others have left.
import './coverage.test.js';
