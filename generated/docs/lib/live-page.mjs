import path from 'node:path';
import { html } from './html.mjs';
import { heading, members, page, usedBy, values } from './page.mjs';
import { Prose } from './prose.mjs';

const FILE = 'live.html';

/** The reference of the live protocol, from what readAsyncApi has read. */
export function livePage(protocol, { version, contract, operations }) {
  const payloads = new Map(protocol.messages.map(message => [message.payload, message]));
  const others = protocol.types.filter(type => !payloads.has(type.name));
  const prose = new Prose(new Map([
    ...operations,
    ...protocol.types.map(({ name }) => [name, `#${name}`]),
    ...protocol.messages.map(({ name, key }) => [name, `#${key}`]),
  ]));
  const { info } = protocol;
  const body = html`<h1>${info.title}</h1>
<p class="lead">WebSocket, AsyncAPI document version ${info.version}. <a href="${contract}" download="">Download the contract</a>.</p>
<div id="overview" class="prose">${prose.render(info.description)}</div>
${heading(2, 'server', 'Server and security')}${protocol.servers.map(server => serverSection(server, prose))}
${heading(2, 'channels', 'Channels and operations')}${protocol.channels.map(channel => channelSection(channel, protocol, prose))}
${sides(protocol).map(({ id, title, messages }) => html`${heading(2, id, title)}${messages.map(message => messageSection(message, protocol, prose))}`)}
${heading(2, 'types', 'Types')}${others.map(type => typeSection(type, protocol, prose))}`;
  return page({ file: FILE, title: info.title, version, contents: contents(protocol, prose, others), body });
}

function contents(protocol, prose, types) {
  return [
    { id: 'overview', title: 'Overview', items: prose.headings(protocol.info.description) },
    { id: 'server', title: 'Server and security' },
    { id: 'channels', title: 'Channels and operations', items: [...protocol.channels, ...protocol.operations].map(({ key, title }) => ({ id: key, title: title ?? key })) },
    ...sides(protocol).map(({ id, title, messages }) => ({ id, title, items: messages.map(message => ({ id: message.key, title: message.name })) })),
    { id: 'types', title: 'Types', items: types.map(({ name }) => ({ id: name, title: name })) },
  ];
}

/** The messages by who sends them. The document speaks as the server does: what it receives, clients send. */
function sides({ operations, messages }) {
  const of = action => operations.filter(operation => operation.action === action).flatMap(operation => operation.messages);
  const [fromClient, fromServer] = [of('receive'), of('send')];
  return [
    { id: 'client-frames', title: 'Frames from clients', messages: messages.filter(({ key }) => fromClient.includes(key)) },
    { id: 'server-frames', title: 'Frames from the server', messages: messages.filter(({ key }) => fromServer.includes(key)) },
    { id: 'other-frames', title: 'Frames that no operation has', messages: messages.filter(({ key }) => ![...fromClient, ...fromServer].includes(key)) },
  ].filter(side => side.messages.length > 0);
}

function serverSection(server, prose) {
  const { key, protocol, host, pathname, protocolVersion } = server;
  return html`<section class="item">
${heading(3, `server.${key}`, server.title ?? key)}<p class="signature"><code>${protocol}://${host}${pathname}</code>${protocolVersion && ` ${protocolVersion}`}</p>
${words(server, prose)}${securityList(server.security, prose)}${bindings(server)}</section>
`;
}

function securityList(schemes, prose) {
  return members(schemes.map(({ key, type, scheme, bearerFormat, in: place, name, description }) => ({
    id: `security.${key}`,
    name: key,
    facts: ['security', type, scheme, bearerFormat, place && `in ${place}`, name],
    description: prose.render(description),
  })));
}

function channelSection(channel, protocol, prose) {
  const operations = protocol.operations.filter(operation => operation.channel === channel.key);
  return html`<section class="item">
${heading(3, channel.key, channel.title ?? channel.key, 'channel')}<p class="signature"><code>${channel.address}</code></p>
${words(channel, prose)}${messageLinks(channel.messages, protocol)}${codes('The server closes with one of', channel['x-close-codes'])}${codes('Errors of a subscription have one of', channel['x-error-codes'])}${bindings(channel)}</section>
${operations.map(operation => html`<section class="item">
${heading(3, operation.key, operation.title ?? operation.key, `operation ${operation.key}: the server ${operation.action}s`)}${words(operation, prose)}${messageLinks(operation.messages, protocol)}${securityList(operation.security, prose)}${bindings(operation)}</section>
`)}`;
}

function codes(words, values) {
  return values && html`<p>${words}: ${values.map((code, index) => html`${index > 0 && ', '}<code>${code}</code>`)}</p>
`;
}

function messageLinks(keys, { messages }) {
  return html`<p>Messages: ${keys.map((key, index) => html`${index > 0 && ', '}<a href="#${key}"><code>${messages.find(message => message.key === key).name}</code></a>`)}</p>
`;
}

function messageSection(message, protocol, prose) {
  const { key, name, payload, contentType, examples = [] } = message;
  const type = protocol.types.find(candidate => candidate.name === payload);
  return html`<section class="item">
${heading(3, key, name, 'frame')}${words(message, prose)}<p class="signature">Payload <a class="self" href="#${payload}" id="${payload}"><code>${payload}</code></a>, <code>${contentType}</code></p>
${typeBody(type, prose)}${examples.map(({ name: title, summary, payload: example }) => html`<figure>
<figcaption>Example${title && html` <code>${title}</code>`}${summary && `: ${summary}`}</figcaption>
${json(example)}</figure>
`)}${bindings(message)}</section>
`;
}

function typeSection(type, protocol, prose) {
  const { name, schema, file } = type;
  const places = protocol.types.flatMap(({ name: user, schema: { properties } }) =>
    properties.filter(property => [property, property.value.items, property.value.additionalProperties].some(part => part?.name === name))
      .map(({ key }) => ({ id: `${user}.${key}`, title: `${user}.${key}` })));
  const home = path.basename(path.dirname(file)) === 'schemas' && `shared with REST, schemas/${path.basename(file)}`;
  return html`<section class="item">
${heading(3, name, name, [schema.enum ? 'enum' : schema.type, home].filter(Boolean).join(', '))}${typeBody(type, prose)}${schema.example !== undefined && html`<figure>
<figcaption>Example</figcaption>
${json(schema.example)}</figure>
`}${usedBy(places)}</section>
`;
}

function typeBody({ name, schema }, prose) {
  const self = `#${name}`;
  const bounds = facts(schema);
  return html`<div class="prose">${prose.render(schema.description, self)}</div>
${bounds.length > 0 && html`<p class="bounds">${bounds.map(fact => html`<span class="fact">${fact}</span> `)}</p>
`}${schema.enum && values(schema.enum.map(value => ({ id: `${name}.${value}`, name: value })))}${members(schema.properties.map(property => ({
    id: `${name}.${property.key}`,
    name: property.key,
    facts: [typeName(property), property.required ? html`<strong>required</strong>` : 'optional', ...(property.name ? [] : facts(property.value))],
    description: prose.render(property.name ? undefined : property.value.description, self),
    inner: property.name && prose.summary(property.value.description, `#${property.name}`),
  })))}`;
}

function typeName({ name, value }) {
  if (name) return html`<a href="#${name}">${name}</a>`;
  if (value.const !== undefined) return html`<code>${JSON.stringify(value.const)}</code>`;
  if (value.type === 'array') return html`array of ${typeName(value.items)}`;
  if (value.type === 'object') return value.additionalProperties ? html`map to ${typeName(value.additionalProperties)}` : 'object';
  return html`<code>${value.type}</code>${value.format && html` <code>${value.format}</code>`}`;
}

/** What bounds a value, and what else is to be known of it at a glance. */
function facts(schema) {
  const range = (least, most, unit = '') => {
    if (least === undefined && most === undefined) return undefined;
    if (least === undefined) return `at most ${most}${unit}`;
    return most === undefined ? `at least ${least}${unit}` : least === most ? `exactly ${least}${unit}` : `${least} to ${most}${unit}`;
  };
  return [
    range(schema.minimum, schema.maximum),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
    range(schema.minProperties, schema.maxProperties, ' members'),
    schema.pattern && html`matches <code>${schema.pattern}</code>`,
    !schema.title && schema.enum && html`one of ${schema.enum.map((value, index) => html`${index > 0 && ', '}<code>${value}</code>`)}`,
    schema.default !== undefined && html`default <code>${JSON.stringify(schema.default)}</code>`,
    schema.additionalProperties === false && 'unknown members are refused',
    schema['x-open-enum'] && 'may gain values',
    schema.deprecated && 'deprecated',
    schema['x-sunset'] && `until ${schema['x-sunset']}`,
  ].filter(Boolean);
}

function words({ summary: first, description, deprecated, 'x-sunset': sunset }, prose) {
  return html`${first && html`<div class="prose">${prose.render(first)}</div>
`}${description && description !== first && html`<div class="prose">${prose.render(description)}</div>
`}${deprecated && html`<p class="bounds"><span class="fact">deprecated${sunset && ` until ${sunset}`}</span></p>
`}`;
}

function bindings({ bindings: found }) {
  return found && html`<figure>
<figcaption>Bindings</figcaption>
${json(found)}</figure>
`;
}

function json(value) {
  return html`<pre tabindex="0"><code>${JSON.stringify(value, null, 2)}</code></pre>
`;
}
