// CHANGELOG.md tells of every change since the release, also of those that break nothing.

import fs from 'node:fs';
import path from 'node:path';

/** What is wrong with the changelog, if anything. */
export function checkChangelog(contracts, different) {
  const text = fs.readFileSync(path.join(contracts, 'CHANGELOG.md'), 'utf8');
  const section = /^## Unreleased\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(text);
  if (!section) {
    return ['CHANGELOG.md: the section "## Unreleased" is missing'];
  }
  if (different.length > 0 && !section[1].trim()) {
    return [`CHANGELOG.md: "Unreleased" is empty, but not as released: ${different.join(', ')}`];
  }
  return [];
}
