import { html } from './html.mjs';
import { heading, members, page, usedBy } from './page.mjs';
import { Prose } from './prose.mjs';

const FILE = 'agent.html';

/** The reference of the agent protocol, from what readProtobuf has read. */
export function agentPage(protocol, { version, contract, operations }) {
  const prose = new Prose(new Map([...operations, ...names(protocol)]));
  const uses = usesOf(protocol);
  const groups = grouped(protocol);
  const body = html`<h1>Agent protocol</h1>
<p class="lead">gRPC, package <code>${protocol.package}</code>. <a href="${contract}" download="">Download the contract</a>.</p>
<div id="overview" class="prose">${prose.render(protocol.comment)}</div>
${protocol.services.map(service => serviceSection(service, prose))}
${groups.map(group => html`${heading(2, group.id, group.title)}${group.messages.map(message => messageSection(message, { ...protocol, prose, uses }))}`)}
${heading(2, 'enums', 'Enums')}${protocol.enums.map(type => enumSection(type, prose, uses))}`;
  return page({ file: FILE, title: 'SIA agent protocol', version, contents: contents(protocol, groups), body });
}

function contents({ services, enums }, groups) {
  const entry = ({ name }) => ({ id: name, title: name });
  return [
    { id: 'overview', title: 'Overview' },
    ...services.map(({ name, methods }) => ({ id: name, title: name, items: methods.map(method => ({ id: `${name}.${method.name}`, title: method.name })) })),
    ...groups.map(({ id, title, messages }) => ({ id, title, items: messages.map(entry) })),
    { id: 'enums', title: 'Enums', items: enums.map(entry) },
  ];
}

/** Addresses of everything that a comment may name. */
function names({ services, messages, enums }) {
  return new Map([
    ...services.flatMap(({ name, methods }) => [[name, `#${name}`], ...methods.map(method => [method.name, `#${name}.${method.name}`])]),
    ...enums.flatMap(({ name, values }) => [[name, `#${name}`], ...values.map(value => [value.name, `#${name}.${value.name}`])]),
    ...messages.map(({ name }) => [name, `#${name}`]),
  ]);
}

/** For each type the fields and methods that have it. */
function usesOf({ services, messages }) {
  const uses = new Map();
  const add = ({ link }, place) => link && uses.set(link, [...(uses.get(link) ?? []), { id: place, title: place }]);
  services.forEach(service => service.methods.forEach(method =>
    [method.request, method.response].forEach(type => add(type, `${service.name}.${method.name}`))));
  messages.forEach(message => message.fields.forEach(field => add(field.type, `${message.name}.${field.name}`)));
  return uses;
}

/** The messages by their part in the protocol: what calls take and give, the frames of streams, and what those consist of. */
function grouped({ services, messages }) {
  const methods = services.flatMap(service => service.methods);
  const frames = (side, streams) => new Set(methods.filter(method => method[streams])
    .flatMap(method => messages.find(message => message.name === method[side].link)?.fields ?? [])
    .filter(field => field.oneof).map(field => field.type.link));
  const fromAgent = frames('request', 'requestStream');
  const fromServer = frames('response', 'responseStream');
  const ends = new Set(methods.flatMap(method => [method.request.link, method.response.link]));
  const group = ({ name }) => {
    if (ends.has(name)) return 'calls';
    if (fromAgent.has(name)) return fromServer.has(name) ? 'frames-both-ways' : 'frames-from-agents';
    return fromServer.has(name) ? 'frames-from-the-server' : 'parts';
  };
  return [
    { id: 'calls', title: 'Requests and responses' },
    { id: 'frames-from-agents', title: 'Frames from agents' },
    { id: 'frames-from-the-server', title: 'Frames from the server' },
    { id: 'frames-both-ways', title: 'Frames both ways' },
    { id: 'parts', title: 'Parts of messages' },
  ].map(entry => ({ ...entry, messages: messages.filter(message => group(message) === entry.id) }))
    .filter(entry => entry.messages.length > 0);
}

function serviceSection({ name, comment, deprecated, methods }, prose) {
  return html`${heading(2, name, name, deprecated ? 'service, deprecated' : 'service')}<div class="prose">${prose.render(comment, `#${name}`)}</div>
${methods.map(method => {
    const id = `${name}.${method.name}`;
    return html`<section class="item">
${heading(3, id, method.name, method.deprecated && 'deprecated')}<p class="signature"><code>rpc ${method.name}(${method.requestStream && 'stream '}${reference(method.request)}) returns (${method.responseStream && 'stream '}${reference(method.response)})</code></p>
<div class="prose">${prose.render(method.comment, `#${id}`)}</div>
</section>
`;
  })}`;
}

function messageSection(message, context) {
  const { prose, uses } = context;
  const { name, comment, deprecated, fields, oneofs } = message;
  const alone = fields.filter(field => !field.oneof).map(field => fieldEntry(message, field, context));
  const choices = oneofs.filter(oneof => fields.some(field => field.oneof === oneof.name)).map(oneof => ({
    id: `${name}.${oneof.name}`,
    name: `oneof ${oneof.name}`,
    facts: ['at most one of these'],
    description: prose.render(oneof.comment, `#${name}`),
    inner: members(fields.filter(field => field.oneof === oneof.name).map(field => fieldEntry(message, field, context))),
  }));
  return html`<section class="item">
${heading(3, name, name, deprecated && 'deprecated')}<div class="prose">${prose.render(comment, `#${name}`)}</div>
${fields.length === 0 && html`<p class="used">It has no fields.</p>
`}${members([...alone, ...choices])}${usedBy(uses.get(name) ?? [])}</section>
`;
}

function fieldEntry(message, { name, number, label, type, deprecated, comment }, { messages, prose }) {
  const frame = messages.find(candidate => candidate.name === type.link);
  return {
    id: `${message.name}.${name}`,
    name,
    facts: [html`${label && `${label} `}${reference(type)}`, `= ${number}`, deprecated && 'deprecated'],
    description: comment ? prose.render(comment, `#${message.name}`) : prose.summary(frame?.comment, `#${type.link}`),
  };
}

function enumSection({ name, comment, deprecated, values }, prose, uses) {
  return html`<section class="item">
${heading(3, name, name, deprecated ? 'enum, deprecated' : 'enum')}<div class="prose">${prose.render(comment, `#${name}`)}</div>
${members(values.map(value => ({
    id: `${name}.${value.name}`,
    name: value.name,
    facts: [`= ${value.number}`, value.deprecated && 'deprecated'],
    description: prose.render(value.comment, `#${name}`),
  })))}${usedBy(uses.get(name) ?? [])}</section>
`;
}

function reference({ text, link }) {
  return link ? html`<a href="#${link}">${text}</a>` : html`<code>${text}</code>`;
}
