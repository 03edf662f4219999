// Breaking changes that people have decided on, with their reasons: accepted-changes.yaml.

import fs from 'node:fs';
import { parse } from 'yaml';

const MEMBERS = ['contract', 'place', 'change', 'reason', 'date'];

/** The changes that nobody has accepted, and what is wrong with the file. */
export function applyAccepted(file, changes) {
  const entries = parse(fs.readFileSync(file, 'utf8')) ?? [];
  const problems = [];
  const accepted = new Set();
  for (const entry of entries) {
    const name = `accepted-changes.yaml: ${entry.contract}: ${entry.place}: ${entry.change}`;
    const missing = MEMBERS.filter(member => typeof entry[member] !== 'string' || !entry[member].trim());
    const others = Object.keys(entry).filter(member => !MEMBERS.includes(member));
    if (missing.length > 0 || others.length > 0) {
      problems.push(`${name}: ${[...missing.map(member => `${member} is missing`), ...others.map(member => `${member} is unknown`)].join(', ')}`);
      continue;
    }
    if (!/^\d{4}-\d{2}-\d{2}$/.test(entry.date)) {
      problems.push(`${name}: the date is not like 2027-01-31`);
    }
    const matched = changes.filter(change => ['contract', 'place', 'change'].every(member => change[member] === entry[member]));
    if (matched.length === 0) {
      problems.push(`${name}: there is no such change any more; remove the entry`);
    }
    matched.forEach(change => accepted.add(change));
  }
  return { unaccepted: changes.filter(change => !accepted.has(change)), problems };
}
