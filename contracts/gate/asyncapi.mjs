// Compares two AsyncAPI documents. They describe the server: what it receives, clients send.

import { isDeepStrictEqual } from 'node:util';
import { CLIENT, SERVER, SchemaComparison } from './schemas.mjs';

const DIRECTIONS = [
  { action: 'receive', sender: CLIENT, words: 'frames of clients' },
  { action: 'send', sender: SERVER, words: 'frames of the server' },
];
const CHANNEL = new Set(['title', 'summary', 'description', 'tags', 'externalDocs', 'address', 'messages', 'servers']);
const MESSAGE = new Set(['name', 'title', 'summary', 'description', 'tags', 'externalDocs', 'examples', 'payload']);
/** What the channel says of how sessions and subscriptions end. */
const CODES = { 'x-close-codes': 'close code', 'x-error-codes': 'error code' };
const SERVER_NOTES = new Set(['host', 'title', 'summary', 'description', 'tags', 'externalDocs']);

export function compareAsyncApi(released, present, changes) {
  for (const direction of DIRECTIONS) {
    compareFrames(released, present, direction, changes);
  }
  compareNamed(released.channels, present.channels, 'channel', CHANNEL, changes, (channel, now, place) => {
    if (channel.address !== now.address) {
      changes.add(place, `address ${channel.address} became ${now.address}`);
    }
    for (const [member, words] of Object.entries(CODES)) {
      const missing = (channel[member] ?? []).filter(code => !now[member]?.includes(code));
      missing.forEach(code => changes.add(place, `${words} ${code} removed`));
    }
  });
  compareNamed(released.servers, present.servers, 'server', SERVER_NOTES, changes);
  if (released.defaultContentType !== present.defaultContentType) {
    changes.add('document', `content type ${released.defaultContentType} became ${present.defaultContentType}`);
  }
}

function compareFrames(releasedDocument, presentDocument, { action, sender, words }, changes) {
  const released = frames(releasedDocument, action);
  const present = frames(presentDocument, action);
  for (const [name, message] of released) {
    const place = message.payload.title ?? name;
    const now = present.get(name);
    if (!now) {
      const other = [...present].find(([added, { payload }]) => !released.has(added) && isDeepStrictEqual(
        Object.keys(payload.properties ?? {}), Object.keys(message.payload.properties ?? {})));
      changes.addRemoval(message.payload, place, `frame ${name} ${other ? `renamed to ${other[0]}` : 'removed'} in ${words}`);
      continue;
    }
    changes.addUnknown(message, now, MESSAGE, place);
    changes.checkSunset(message.payload, now.payload, place);
    new SchemaComparison(changes, sender, words, name).compare(message.payload, now.payload, place);
  }
}

/** The messages that the server sends, or receives, by their name. */
function frames(document, action) {
  return new Map(Object.values(document.operations)
    .filter(operation => operation.action === action)
    .flatMap(operation => operation.messages ?? Object.values(operation.channel.messages))
    .map(message => [message.name, message]));
}

function compareNamed(released, present, kind, known, changes, more = () => {}) {
  for (const [name, before] of Object.entries(released ?? {})) {
    const place = `${kind} ${name}`;
    const now = present?.[name];
    if (now) {
      changes.addUnknown(before, now, known, place);
      more(before, now, place);
    } else {
      changes.add(place, 'removed');
    }
  }
}
