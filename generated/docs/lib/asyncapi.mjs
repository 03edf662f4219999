import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** What the docs show of each part of a document. Anything else fails, so that nothing is left out unnoticed. */
const SHOWN = {
  document: ['asyncapi', 'info', 'defaultContentType', 'servers', 'channels', 'operations', 'components'],
  info: ['title', 'version', 'license', 'contact', 'tags', 'description'],
  server: ['host', 'pathname', 'protocol', 'protocolVersion', 'title', 'summary', 'description', 'security', 'bindings'],
  securityScheme: ['type', 'scheme', 'bearerFormat', 'in', 'name', 'description'],
  channel: ['address', 'title', 'summary', 'description', 'messages', 'bindings', 'x-close-codes', 'x-error-codes'],
  operation: ['action', 'title', 'summary', 'description', 'channel', 'messages', 'bindings', 'security'],
  message: ['name', 'title', 'summary', 'description', 'contentType', 'payload', 'examples', 'bindings', 'deprecated', 'x-deprecated-since', 'x-sunset'],
  schema: ['type', 'title', 'description', 'format', 'enum', 'const', 'default', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern',
    'minItems', 'maxItems', 'minProperties', 'maxProperties', 'required', 'properties', 'additionalProperties', 'items', 'example',
    'deprecated', 'x-deprecated-since', 'x-open-enum', 'x-sunset'],
};

/**
 * The document with its references followed: { info, servers, channels, operations, messages, types }. `types` are the
 * schemas with a title that are reached from messages, in the order in which they are, payloads first.
 *
 * @param file the document
 */
export function readAsyncApi(file) {
  const documents = new Documents();
  const document = documents.read(file);
  only('document', document, 'The document');
  only('info', document.info, 'info');
  const follow = (value, kind, where) => {
    const { value: found } = documents.follow(value, file);
    only(kind, found, where);
    return found;
  };
  const all = (values, kind) => Object.entries(values ?? {}).map(([key, value]) => ({ key, ...follow(value, kind, `${kind} ${key}`) }));
  const security = values => (values ?? []).map(value => ({ key: last(value.$ref), ...follow(value, 'securityScheme', 'a security scheme') }));
  const messageKey = reference => last(documents.follow(reference, file).last ?? reference.$ref);

  const types = new Map();
  const messages = all(document.components?.messages, 'message').map(message => {
    const { name, value } = collect(message.payload, file, documents, types);
    return { ...message, contentType: message.contentType ?? document.defaultContentType, payload: name, schema: value };
  });
  return {
    info: document.info,
    servers: all(document.servers, 'server').map(server => ({ ...server, security: security(server.security) })),
    channels: all(document.channels, 'channel').map(channel => ({ ...channel, messages: Object.values(channel.messages ?? {}).map(messageKey) })),
    operations: all(document.operations, 'operation').map(operation => ({
      ...operation,
      channel: last(operation.channel.$ref),
      messages: operation.messages.map(messageKey),
      security: security(operation.security),
    })),
    messages,
    types: [...types].map(([name, type]) => ({ name, ...type })),
  };
}

/** Documents by file, each read once. */
class Documents {
  #read = new Map();

  read(file) {
    if (!this.#read.has(file)) this.#read.set(file, parse(fs.readFileSync(file, 'utf8')));
    return this.#read.get(file);
  }

  /** What a value means: { value, file, last }, where `last` is the last reference on the way, none for the thing itself. */
  follow(value, file, last) {
    if (value?.$ref === undefined) return { value, file, last };
    const [target, pointer] = value.$ref.split('#');
    const next = target ? path.resolve(path.dirname(file), target) : file;
    const found = pointer.split('/').slice(1).reduce((parent, part) => parent?.[part], this.read(next));
    if (found === undefined) throw new Error(`${file} names ${value.$ref}, which is not there.`);
    return this.follow(found, next, value.$ref);
  }
}

/** Notes a schema with a title and all that it consists of: { name, value }, the name being the title. */
function collect(schema, file, documents, types) {
  const { value, file: home } = documents.follow(schema, file);
  const where = `the schema ${value.title ?? JSON.stringify(value).slice(0, 100)}`;
  only('schema', value, where);
  const part = inner => collect(inner, home, documents, types);
  if (!value.title) {
    if (value.properties) throw new Error(`The docs need a title for ${where}.`);
    return { value: described(value, part) };
  }
  const known = types.get(value.title);
  if (!known) {
    const entry = { file: home };
    types.set(value.title, entry);
    entry.schema = described(value, part);
  } else if (known.file !== home) {
    throw new Error(`Two schemas have the title ${value.title}.`);
  }
  return { name: value.title, value };
}

/** A schema whose parts are { name, value } in place of references. */
function described(schema, part) {
  const map = schema.additionalProperties;
  return {
    ...schema,
    properties: Object.entries(schema.properties ?? {}).map(([key, value]) => ({ key, required: (schema.required ?? []).includes(key), ...part(value) })),
    items: schema.items && part(schema.items),
    additionalProperties: map && map !== true ? part(map) : map,
  };
}

function only(kind, value, where) {
  const unknown = Object.keys(value).filter(key => !SHOWN[kind].includes(key));
  if (unknown.length) throw new Error(`The docs do not show ${unknown.join(', ')} of ${where}.`);
}

function last(reference) {
  return reference.split('/').at(-1);
}
