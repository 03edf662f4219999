// Reads YAML contracts with all their references followed, also from file to file.

import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

// Most files are as released, so their text is parsed once.
const parsed = new Map();

/**
 * The document in a file, every `$ref` replaced with what it names. Types that name themselves become cycles, so the result
 * cannot be written as JSON.
 */
export function readDocument(file) {
  const files = new Map();
  const done = new Map();

  function raw(name) {
    if (!files.has(name)) {
      files.set(name, parseOnce(fs.readFileSync(name, 'utf8')));
    }
    return files.get(name);
  }

  function target(reference, from) {
    const [name, pointer = ''] = reference.split('#');
    const at = name ? path.resolve(path.dirname(from), name) : from;
    let value = raw(at);
    for (const part of pointer.split('/').slice(1)) {
      value = value?.[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')];
    }
    if (value === undefined) {
      throw new Error(`${from}: nothing is at ${reference}`);
    }
    return follow(value, at);
  }

  function follow(value, from) {
    if (value === null || typeof value !== 'object') {
      return value;
    }
    if (typeof value.$ref === 'string') {
      return target(value.$ref, from);
    }
    if (!done.has(value)) {
      const copy = Array.isArray(value) ? [] : {};
      done.set(value, copy);
      for (const [key, member] of Object.entries(value)) {
        copy[key] = follow(member, from);
      }
    }
    return done.get(value);
  }

  return follow(raw(path.resolve(file)), path.resolve(file));
}

function parseOnce(text) {
  if (!parsed.has(text)) {
    // Looking for keys that stand there twice takes half of the time; Spectral has done it.
    parsed.set(text, parse(text, { uniqueKeys: false }));
  }
  return parsed.get(text);
}
