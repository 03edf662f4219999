// Collects breaking changes: one for each place and kind, with the operations or frames that it shows in.

import { isDeepStrictEqual } from 'node:util';

const SHOWN = 3;

export class Changes {
  #found = new Map();

  constructor(contract, today) {
    this.contract = contract;
    this.today = today;
  }

  add(place, change, use) {
    const key = `${place}\n${change}`;
    if (!this.#found.has(key)) {
      this.#found.set(key, { contract: this.contract, place, change, uses: new Set() });
    }
    if (use && use !== place) {
      this.#found.get(key).uses.add(use);
    }
  }

  /** Adds a removal, unless the released contract had announced it and its time has come. */
  addRemoval(released, place, change, use) {
    const sunset = released.deprecated === true ? released['x-sunset'] : undefined;
    if (sunset === undefined) {
      this.add(place, change, use);
    } else if (this.today <= sunset) {
      this.add(place, `${change} before its sunset ${sunset}`, use);
    }
  }

  /** An announced end may be put off, not brought forward. */
  checkSunset(released, present, place, use) {
    const [before, now] = [released['x-sunset'], present['x-sunset']];
    if (before !== undefined && now !== undefined && now < before) {
      this.add(place, `sunset ${before} became ${now}`, use);
    }
  }

  /** Adds a change of each member that differs and that nobody has taught the gate to judge. */
  addUnknown(released, present, known, place, use) {
    for (const key of new Set([...Object.keys(released), ...Object.keys(present)])) {
      if (!known.has(key) && !key.startsWith('x-') && !isDeepStrictEqual(released[key], present[key])) {
        this.add(place, `${key} changed, which the gate cannot judge`, use);
      }
    }
  }

  list() {
    return [...this.#found.values()];
  }
}

/** One line that says where and what. */
export function describe({ contract, place, change, uses }) {
  const names = [...uses].slice(0, SHOWN).join(', ');
  const more = uses.size > SHOWN ? ` and ${uses.size - SHOWN} more` : '';
  return `${contract}: ${place}: ${change}${names && ` (in ${names}${more})`}`;
}
