/** Text that is HTML already. Everything else that comes into a page is escaped. */
export class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escape(text) {
  return String(text).replace(/[&<>"']/g, character => ENTITIES[character]);
}

/** A template whose values are escaped unless they are markup; arrays are joined, and nothing is made of undefined. */
export function html(parts, ...values) {
  return new Markup(parts.reduce((text, part, index) => text + markup(values[index - 1]) + part));
}

function markup(value) {
  if (value === undefined || value === null || value === false) return '';
  if (Array.isArray(value)) return value.map(markup).join('');
  return value instanceof Markup ? value.text : escape(value);
}
