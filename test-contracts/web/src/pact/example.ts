import { MatchersV3 } from '@pact-foundation/pact';

/** A UUID as all surfaces write it. */
export const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** RFC 3339 in UTC. */
export const INSTANT = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z';

const IS_UUID = new RegExp(`^${UUID}$`);
const IS_INSTANT = new RegExp(`^${INSTANT}$`);

/** What deviates from the rules of an example, by paths such as `$.items[*].status`. */
export interface Exceptions {
  /** Meant literally, with what is below them. */
  exactly?: string[];
  /** Strings that match a pattern. */
  matching?: Record<string, string>;
  /** Strings that the provider is sent from its state, by the name that they have there. */
  fromState?: Record<string, string>;
}

/**
 * An example and the rules for the real thing, the same as those of the Java consumers: unless told otherwise a string may be any
 * string, but an id must be an id and a time a time; a number any integer; a list has at least one element like the first one.
 * Booleans and empty lists are meant literally.
 */
export function example<T extends object>(value: T, exceptions: Exceptions = {}): unknown {
  const unseen = new Set([exceptions.exactly ?? [], ...[exceptions.matching, exceptions.fromState].map(it => Object.keys(it ?? {}))].flat());
  const result = derive(value, '$', false, exceptions, unseen);
  if (unseen.size > 0) {
    throw new Error(`Nothing is at ${[...unseen].join()}`);
  }
  return result;
}

function derive(value: unknown, path: string, literally: boolean, exceptions: Exceptions, unseen: Set<string>): unknown {
  unseen.delete(path);
  const literal = literally || (exceptions.exactly ?? []).includes(path);
  if (Array.isArray(value)) {
    const element = (it: unknown) => derive(it, `${path}[*]`, literal, exceptions, unseen);
    return literal || value.length === 0 ? value.map(element) : MatchersV3.eachLike(element(value[0]) as never);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) =>
      [name, derive(member, `${path}.${name}`, literal, exceptions, unseen)]));
  }
  const pattern = exceptions.matching?.[path];
  const name = exceptions.fromState?.[path];
  if (typeof value === 'string' && pattern !== undefined) {
    return MatchersV3.regex(pattern, value);
  }
  if (typeof value === 'string' && name !== undefined) {
    return MatchersV3.fromProviderState(`\${${name}}`, value);
  }
  return literal ? value : rule(value);
}

function rule(value: unknown): unknown {
  switch (typeof value) {
    case 'number': return MatchersV3.integer(value);
    case 'string':
      if (IS_UUID.test(value)) return MatchersV3.regex(UUID, value);
      return IS_INSTANT.test(value) ? MatchersV3.regex(INSTANT, value) : MatchersV3.like(value);
    default: return value;
  }
}
