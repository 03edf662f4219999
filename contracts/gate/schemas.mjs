// Compares two schemas. What a client may send must not become less, what it may be sent must not become more; but a server
// may always add fields to what it sends, as clients ignore those that they do not know.

import { isDeepStrictEqual } from 'node:util';

const UPPER = ['maximum', 'maxLength', 'maxItems', 'maxProperties'];
const LOWER = ['minimum', 'minLength', 'minItems', 'minProperties'];
const RULES = ['pattern', 'multipleOf', 'uniqueItems', 'exclusiveMinimum', 'exclusiveMaximum'];
const ANNOTATIONS = ['title', 'description', 'example', 'examples', 'externalDocs', 'deprecated', 'xml', '$comment'];
const JUDGED = ['type', 'nullable', 'format', 'enum', 'const', 'default', 'required', 'properties', 'additionalProperties',
  'items', 'allOf'];
const KNOWN = new Set([...UPPER, ...LOWER, ...RULES, ...ANNOTATIONS, ...JUDGED]);
const NARROWER_FORMATS = { int32: 'int64', float: 'double' };

/** Who sends what a schema describes, and how it is called. */
export const CLIENT = 'client';
export const SERVER = 'server';

export class SchemaComparison {
  #changes;
  #sender;
  #words;
  #use;
  #seen = new Map();

  /** `use` names the operation or frame; `words` what its sender sends, such as "responses". */
  constructor(changes, sender, words, use) {
    this.#changes = changes;
    this.#sender = sender;
    this.#words = words;
    this.#use = use;
  }

  compare(releasedSchema, presentSchema, path) {
    if (this.#seenBefore(releasedSchema, presentSchema)) {
      return;
    }
    const [released, present] = [flat(releasedSchema), flat(presentSchema)];
    // A named type is a place of its own, wherever it is used.
    const place = released.title && released.title === present.title ? released.title : path;
    this.#changes.addUnknown(released, present, KNOWN, place, this.#use);
    if (!this.#compareTypes(released, present, place)) {
      return;
    }
    this.#compareFormats(released, present, place);
    this.#compareValues(released, present, place);
    this.#compareLimits(released, present, place);
    this.#compareDefaults(released, present, place);
    this.#compareFields(released, present, place);
    this.#compareUnknownFields(released, present, place);
    this.#compareNested(released.items, present.items, 'type of its items', `${place}[]`);
  }

  #seenBefore(released, present) {
    const partners = this.#seen.get(released) ?? new Set();
    if (partners.has(present)) {
      return true;
    }
    this.#seen.set(released, partners.add(present));
    return false;
  }

  #add(place, change) {
    this.#changes.add(place, `${change} in ${this.#words}`, this.#use);
  }

  /** Adds a change if it takes from what the client may send, or adds to what it may be sent. */
  #addIfBreaking(narrower, wider, place, change) {
    if (this.#sender === CLIENT ? narrower : wider) {
      this.#add(place, change);
    }
  }

  #compareTypes(released, present, place) {
    const [before, now] = [types(released), types(present)];
    const narrower = !covers(now, before);
    const wider = !covers(before, now);
    this.#addIfBreaking(narrower, wider, place, `type ${text(before)} became ${text(now)}`);
    return !(narrower && wider);
  }

  #compareFormats(released, present, place) {
    const [before, now] = [released.format, present.format];
    if (before !== now) {
      const narrower = now !== undefined && NARROWER_FORMATS[before] !== now;
      const wider = before !== undefined && NARROWER_FORMATS[now] !== before;
      this.#addIfBreaking(narrower, wider, place, `format ${text(before)} became ${text(now)}`);
    }
  }

  #compareValues(released, present, place) {
    const [before, now] = [values(released), values(present)];
    if (!before || !now) {
      this.#addIfBreaking(!before && now, before && !now && !released['x-open-enum'], place,
        now ? `only ${text(now)} allowed` : `values other than ${text(before)} allowed`);
      return;
    }
    for (const value of before.filter(value => !now.includes(value))) {
      this.#addIfBreaking(true, false, place, `value ${value} no longer allowed`);
    }
    for (const value of now.filter(value => !before.includes(value))) {
      this.#addIfBreaking(false, !released['x-open-enum'], place, `value ${value} added`);
    }
  }

  #compareLimits(released, present, place) {
    for (const keyword of [...UPPER, ...LOWER, ...RULES]) {
      const [before, now] = [released[keyword], present[keyword]];
      if (isDeepStrictEqual(before, now)) {
        continue;
      }
      const sign = UPPER.includes(keyword) ? 1 : LOWER.includes(keyword) ? -1 : 0;
      const moved = before === undefined ? -1 : now === undefined ? 1 : sign * Math.sign(now - before);
      this.#addIfBreaking(moved <= 0, moved >= 0, place, `${keyword} ${text(before)} became ${text(now)}`);
    }
  }

  #compareDefaults(released, present, place) {
    const [before, now] = [released.default, present.default];
    if (this.#sender === CLIENT && before !== undefined && !isDeepStrictEqual(before, now)) {
      this.#add(place, `default ${text(before)} became ${text(now)}`);
    }
  }

  #compareFields(released, present, place) {
    const [before, now] = [released.properties ?? {}, present.properties ?? {}];
    const added = Object.keys(now).filter(name => !(name in before));
    const isRequired = (schema, name) => schema.required?.includes(name) ?? false;
    for (const [name, field] of Object.entries(before)) {
      const path = `${place}.${name}`;
      if (!(name in now)) {
        const other = added.find(candidate => isDeepStrictEqual(shape(now[candidate]), shape(field)));
        this.#changes.addRemoval(field, path, `field ${other ? `renamed to ${other}` : 'removed'} in ${this.#words}`, this.#use);
        continue;
      }
      const [was, is] = [isRequired(released, name), isRequired(present, name)];
      this.#addIfBreaking(!was && is, was && !is, path, is ? 'field newly required' : 'field no longer always there');
      this.#changes.checkSunset(field, now[name], path, this.#use);
      this.compare(field, now[name], path);
    }
    for (const name of present.required ?? []) {
      if (!(name in before) && !isRequired(released, name)) {
        this.#addIfBreaking(true, false, `${place}.${name}`, 'new field required');
      }
    }
  }

  #compareUnknownFields(released, present, place) {
    const [before, now] = [released.additionalProperties ?? true, present.additionalProperties ?? true];
    if (before !== false && now === false) {
      this.#addIfBreaking(true, false, place, 'unknown fields refused');
    } else if (before !== false && !(before === true && now === true)) {
      this.#compareNested(before === true ? {} : before, now === true ? {} : now, 'type of its values', `${place}{}`);
    }
  }

  #compareNested(released, present, what, path) {
    if (released && present) {
      this.compare(released, present, path);
    } else if (released || present) {
      this.#addIfBreaking(!released, !present, path, `${what} ${released ? 'no longer said' : 'limited'}`);
    }
  }
}

const flattened = new WeakMap();

/** A schema with its `allOf` merged into it. */
function flat(schema) {
  if (!schema.allOf) {
    return schema;
  }
  if (!flattened.has(schema)) {
    const { allOf, ...own } = schema;
    const parts = [...allOf.map(flat), own];
    const merged = Object.assign({}, ...parts);
    merged.properties = Object.assign({}, ...parts.map(part => part.properties));
    merged.required = [...new Set(parts.flatMap(part => part.required ?? []))];
    flattened.set(schema, merged);
  }
  return flattened.get(schema);
}

/** What two fields must have in common for one to be the other under a new name. */
function shape({ description, example, ...rest }) {
  return rest;
}

function types(schema) {
  const named = schema.type === undefined ? ['anything'] : [schema.type].flat();
  return schema.nullable ? [...named, 'null'] : named;
}

function covers(outer, inner) {
  return outer.includes('anything') ||
    inner.every(type => outer.includes(type) || type === 'integer' && outer.includes('number'));
}

function values(schema) {
  return schema.const !== undefined ? [schema.const] : schema.enum;
}

function text(value) {
  return value === undefined ? 'none' : Array.isArray(value) ? value.join(' or ') : String(value);
}
