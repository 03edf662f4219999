import { discriminator, isNamed } from './frames';

/** All types of the protocol, shared ones too, as one TypeScript source { name, text }. */
export function typeScriptFile({ directions, types }, { sharedSchemas }) {
  const named = new Map(types);
  for (const { frames } of directions) {
    frames.forEach(frame => addShared(frame, sharedSchemas, named));
  }
  const parts = ['// Generated from contracts/asyncapi/sia-live.yaml. Types only.'];
  for (const { name, doc, frames } of directions) {
    parts.push(`/** ${doc} */\nexport type ${name} =\n${frames.map(frame => `  | ${frame.title}`).join('\n')};`);
    frames.forEach(frame => {
      discriminator(frame);
      parts.push(declaration(frame));
    });
  }
  for (const schema of named.values()) {
    parts.push(declaration(schema));
  }
  return { name: 'sia-live.ts', text: `${parts.join('\n\n')}\n` };
}

function addShared(schema, sharedSchemas, named) {
  if (isNamed(schema) && sharedSchemas[schema.title]) {
    if (named.has(schema.title)) return;
    named.set(schema.title, schema);
  }
  Object.values(schema.properties ?? {}).forEach(property => addShared(property, sharedSchemas, named));
  if (schema.items) addShared(schema.items, sharedSchemas, named);
  if (schema.additionalProperties?.type) addShared(schema.additionalProperties, sharedSchemas, named);
}

function declaration(schema) {
  if (schema.enum) {
    return `${comment(schema.description, '')}export type ${schema.title} =\n${schema.enum.map(value => `  | ${JSON.stringify(value)}`).join('\n')};`;
  }
  const required = new Set(schema.required ?? []);
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    `${comment(property.description, '  ')}  ${name}${required.has(name) ? '' : '?'}: ${type(property)};`);
  return `${comment(schema.description, '')}export interface ${schema.title} {\n${properties.join('\n')}\n}`;
}

function type(schema) {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (isNamed(schema)) return schema.title;
  switch (schema.type) {
    case 'string': return 'string';
    case 'integer':
    case 'number': return 'number';
    case 'boolean': return 'boolean';
    case 'array': return `Array<${type(schema.items)}>`;
    case 'object': return `Record<string, ${type(schema.additionalProperties)}>`;
    default: throw new Error(`No TypeScript type for ${JSON.stringify(schema).slice(0, 200)}`);
  }
}

function comment(description, indent) {
  if (!description) return '';
  const lines = description.trim().replace(/\*\//g, '*\\/').split('\n');
  return lines.length === 1
    ? `${indent}/** ${lines[0]} */\n`
    : `${indent}/**\n${lines.map(line => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
