import { html } from './html.mjs';
import { page } from './page.mjs';

const FILE = 'rest.html';

/** The frame around Swagger UI, which reads the contract in the browser. */
export function restPage({ version, contract }) {
  const head = html`<link rel="stylesheet" href="/docs/swagger-ui.css"/>
<script src="/docs/theme.js"></script>
`;
  const body = html`<noscript><p class="text">This reference needs JavaScript, the other pages do not. <a href="${contract}">The contract</a> can be read without.</p></noscript>
<aside class="hint text" aria-label="How to try it">
<p><strong>To try it here:</strong> press <em>Authorize</em> and give an API key or an access token (<a href="/docs#credentials">where from</a>), open an operation, press
<em>Try it out</em>, then <em>Execute</em>. Calls go to this server and do what they say. Most want the id of your organization, which
<a href="#/identity/getMe"><code>getMe</code></a> tells. What you gave stays in this page and is gone when you leave it. Streams are shown when they end: set
<code>follow</code> to false.</p>
</aside>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/docs.js"></script>`;
  return page({ file: FILE, title: 'SIA REST API', version, head, text: false, body });
}
