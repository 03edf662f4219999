import { html } from './html.mjs';

/** The pages by what stands in the navigation. */
export const PAGES = [
  { file: 'index.html', address: '/docs', title: 'Start' },
  { file: 'rest.html', address: '/docs/rest.html', title: 'REST' },
  { file: 'agent.html', address: '/docs/agent.html', title: 'Agents' },
  { file: 'live.html', address: '/docs/live.html', title: 'Live views' },
];

/**
 * A whole page.
 *
 * @param file one of PAGES
 * @param contents sections [{ id, title, items: [{ id, title }] }] for the table of contents; none for a page without
 * @param head more for the head of the page
 * @param text whether the whole body is text that the docs' own style is for
 */
export function page({ file, title, version, contents = [], head, text = true, body }) {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>${title}</title>
<link rel="icon" href="/docs/favicon-32x32.png"/>
${head}<link rel="stylesheet" href="/docs/docs.css"/>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="site">
<a class="brand" href="/docs">SIA <span>docs</span></a>
<nav aria-label="Pages"><ul>
${PAGES.map(entry => html`<li><a href="${entry.address}"${entry.file === file && html` aria-current="page"`}>${entry.title}</a></li>
`)}</ul></nav>
</header>
<div class="${contents.length ? 'with-contents' : 'whole'}">
${contents.length > 0 && tableOfContents(contents)}<main id="content"${text && html` class="text"`}>
${body}
</main>
</div>
<footer class="site">Generated from the contracts, version ${version}. <a href="/docs#contracts">Download them</a>.</footer>
</body>
</html>
`;
}

function tableOfContents(sections) {
  const items = ({ items = [] }) => items.length > 0 && html`<ul>${items.map(item => html`<li><a href="#${item.id}">${item.title}</a></li>
`)}</ul>`;
  return html`<details class="contents">
<summary>Contents</summary>
<nav aria-label="Contents"><ul>
${sections.map(section => html`<li><a href="#${section.id}">${section.title}</a>${items(section)}</li>
`)}</ul></nav>
</details>
`;
}

/** A heading that is a link to itself. */
export function heading(level, id, title, note) {
  const content = html`<a class="self" href="#${id}">${title}</a>${note && html` <span class="note">${note}</span>`}`;
  return level === 2 ? html`<h2 id="${id}">${content}</h2>\n` : html`<h3 id="${id}">${content}</h3>\n`;
}

/** A list of members, each with its name, what is to be known of it at a glance, and its description. */
export function members(entries) {
  return entries.length > 0 && html`<dl class="members">
${entries.map(({ id, name, facts = [], description, inner }) => html`<div>
<dt id="${id}"><a class="self" href="#${id}"><code>${name}</code></a>${facts.filter(Boolean).map(fact => html` <span class="fact">${fact}</span>`)}</dt>
<dd>${description}${inner}</dd>
</div>
`)}</dl>
`;
}

/** Values that nothing is said of one by one. */
export function values(entries) {
  return html`<ul class="values">
${entries.map(({ id, name }) => html`<li id="${id}"><a class="self" href="#${id}"><code>${name}</code></a></li>
`)}</ul>
`;
}

/** Where else something is named. */
export function usedBy(places) {
  return places.length > 0 && html`<p class="used">Used by ${places.map((place, index) => html`${index > 0 && ', '}<a href="#${place.id}"><code>${place.title}</code></a>`)}</p>
`;
}
