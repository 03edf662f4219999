/**
 * Reads the frames of the protocol out of the parsed document.
 *
 * The result is { directions, types }: per direction an interface and the payload schemas of its messages, and
 * every other schema that they use and that is not shared, by its title.
 */
export function readFrames(asyncapi, sharedSchemas) {
  const directions = [
    { name: 'ClientFrame', doc: 'A frame that a client sends.', frames: payloads(asyncapi.operations().filterByReceive()) },
    { name: 'ServerFrame', doc: 'A frame that the server sends.', frames: payloads(asyncapi.operations().filterBySend()) },
  ];
  const types = new Map();
  for (const { frames } of directions) {
    for (const frame of frames) {
      discriminator(frame);
      for (const property of Object.values(frame.properties)) {
        collect(property, sharedSchemas, types);
      }
    }
  }
  return { directions, types };
}

/** The text in `type` that tells a frame from the others. */
export function discriminator(frame) {
  const value = frame.properties?.type?.const;
  if (!value || !frame.title) {
    throw new Error(`The payload '${frame.title}' needs a title and a property 'type' with a constant value.`);
  }
  return value;
}

/** The properties of an object but its discriminator, with their names and whether they must be there. */
export function members(schema) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .filter(([, property]) => property.const === undefined)
    .map(([name, property]) => ({ name, schema: property, required: required.has(name) }));
}

export function isNamed(schema) {
  return Boolean(schema.title) && (schema.type === 'object' || Boolean(schema.enum));
}

function payloads(operations) {
  const byTitle = new Map();
  for (const operation of operations) {
    for (const message of operation.messages().all()) {
      const schema = message.payload().json();
      byTitle.set(schema.title, schema);
    }
  }
  return [...byTitle.values()];
}

function collect(schema, sharedSchemas, types) {
  if (schema.type === 'array') {
    collect(schema.items, sharedSchemas, types);
  } else if (schema.type === 'object' && schema.additionalProperties?.type) {
    collect(schema.additionalProperties, sharedSchemas, types);
  } else if (schema.type === 'object' || schema.enum) {
    if (!schema.title) {
      throw new Error(`A schema of an object or enum needs a title: ${JSON.stringify(schema).slice(0, 200)}`);
    }
    if (!sharedSchemas[schema.title] && !types.has(schema.title)) {
      types.set(schema.title, schema);
      Object.values(schema.properties ?? {}).forEach(property => collect(property, sharedSchemas, types));
    }
  }
}
