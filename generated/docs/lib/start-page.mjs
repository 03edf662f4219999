import { html } from './html.mjs';
import { heading, page } from './page.mjs';

const FILE = 'index.html';

/**
 * Where to begin.
 *
 * @param contracts the published files, [{ path, address, bytes, sha256 }]
 */
export function startPage(contracts, { version }) {
  const body = html`<h1>Build on SIA</h1>
<p class="lead">SIA is the control plane of a fleet of coding agents. People queue jobs, agents on developer machines or cloud boxes run them, and people
watch the log live and review what came out. Everything that crosses a wire is in one of three contracts, and these pages are made from them.</p>

<div class="cards">
<section class="card"><h2><a href="/docs/rest.html">REST</a></h2>
<p>For people's tools: create jobs, read logs, cancel, review, run queues, agents and keys. Try each operation on this server right in the page.</p>
<p class="more"><a href="/docs/rest.html">REST reference</a></p></section>
<section class="card"><h2><a href="/docs/agent.html">Agents</a></h2>
<p>For programs that run jobs: one gRPC stream, opened by the agent, on which it is offered jobs and ships their logs. Any language with protobuf will do.</p>
<p class="more"><a href="/docs/agent.html">Agent protocol</a></p></section>
<section class="card"><h2><a href="/docs/live.html">Live views</a></h2>
<p>For those who watch: log lines and events over a WebSocket as they happen, nothing lost and nothing twice, also after a broken connection.</p>
<p class="more"><a href="/docs/live.html">Live protocol</a></p></section>
</div>

${heading(2, 'credentials', 'Get a credential')}<p>Nothing but these pages and the contracts answers without one.</p>
<table class="stack">
<thead><tr><th>For</th><th>Credential</th><th>Where from</th></tr></thead>
<tbody>
<tr><td>Tools on REST and live views</td><td>API key, <code>sia_sk_…</code></td><td><code>sia key create --name NAME --scope jobs:read,jobs:write --out key</code>, or REST
<a href="/docs/rest.html#/keys/createApiKey"><code>createApiKey</code></a></td></tr>
<tr><td>People</td><td>Access token</td><td>Your identity provider. With the server's own development issuer: <code>sia login --development</code>, then
<code>sia key create</code></td></tr>
<tr><td>A new agent</td><td>Enrolment token, <code>sia_en_…</code></td><td><code>sia agent enrol-token --out token</code>, or REST
<a href="/docs/rest.html#/agents/createEnrolmentToken"><code>createEnrolmentToken</code></a>; <a href="/docs/agent.html#AgentService.Enrol"><code>Enrol</code></a>
gives the agent a credential of its own for it</td></tr>
<tr><td>A browser's live view</td><td>Ticket, <code>sia_lt_…</code></td><td>Your backend asks REST <a href="/docs/rest.html#/live/createLiveTicket"><code>createLiveTicket</code></a>, and
the page sends the ticket in <a href="/docs/live.html#authenticate"><code>authenticate</code></a></td></tr>
</tbody>
</table>

${heading(2, 'first-call', 'A first call')}<pre tabindex="0"><code>export SIA_URL=http://localhost:8080        # this server
curl -H "Authorization: Bearer $(cat key)" "$SIA_URL/v1/me"
curl -H "Authorization: Bearer $(cat key)" "$SIA_URL/v1/organizations"</code></pre>
<p>The same in the page: open the <a href="/docs/rest.html#/identity/getMe">REST reference</a>, give the key to <em>Authorize</em>, and press <em>Try it out</em>. The key
stays in that page and is gone when you leave it.</p>

${heading(2, 'contracts', 'The contracts')}<p>Version ${version}. The addresses stay, and references from file to file hold where they are served and wherever you keep the folders together.
<a href="/docs/rest.html#/contracts/listContracts"><code>listContracts</code></a> has this list for programs.</p>
<table class="stack">
<thead><tr><th>File</th><th>Bytes</th><th>SHA-256</th></tr></thead>
<tbody>
${contracts.map(({ path, address, bytes, sha256 }) => html`<tr><td><a href="${address}" download="">${path}</a></td><td class="number">${bytes}</td><td><code class="digest">${sha256}</code></td></tr>
`)}</tbody>
</table>
<p>All of them at once:</p>
<pre tabindex="0"><code>curl -s "$SIA_URL/v1/contracts" | jq -r '.items[].path' |
  while read -r file; do curl -s --create-dirs -o "contracts/$file" "$SIA_URL/v1/contracts/$file"; done</code></pre>`;
  return page({ file: FILE, title: 'SIA docs', version, body });
}
