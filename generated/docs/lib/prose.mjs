import MarkdownIt from 'markdown-it';
import { Markup } from './html.mjs';

/** Names that no sentence has by accident: with a capital letter or an underscore inside. */
const UNMISTAKABLE = /[a-z0-9][A-Z]|[A-Za-z]_[A-Za-z]/;
const WORD = /([A-Za-z][A-Za-z0-9_]*)/;

/**
 * The light markdown of descriptions as HTML. HTML in it is shown, not obeyed, and nothing is loaded. Names that the docs know become links: in
 * backquotes all of them, in sentences those that are no ordinary words.
 */
export class Prose {
  #links;
  #markdown = new MarkdownIt({ html: false, linkify: false, xhtmlOut: true }).disable('image');

  /** @param links a Map from names to addresses */
  constructor(links) {
    this.#links = links;
    this.#markdown.core.ruler.push('known-names', state => this.#link(state));
    this.#markdown.core.ruler.push('run-in-headings', anchorRunIns);
  }

  /** @param self the address of what the text describes, which is no link there */
  render(text, self) {
    return new Markup(text ? this.#markdown.render(text, { self }) : '');
  }

  /** The first sentence, where something is named that is described elsewhere. A list has none. */
  summary(text, self) {
    return this.render((text ?? '').startsWith('*') ? '' : text?.trim().split(/(?<=\.)\s/)[0], self);
  }

  /** The words in bold that begin paragraphs, with the ids that `render` gives them. */
  headings(text) {
    return this.#markdown.parse(text ?? '', {})
      .filter(token => token.type === 'paragraph_open' && token.attrGet('id'))
      .map(token => ({ id: token.attrGet('id'), title: token.meta.title }));
  }

  #link(state) {
    const address = name => (this.#links.get(name) === state.env.self ? undefined : this.#links.get(name));
    for (const token of state.tokens.filter(candidate => candidate.type === 'inline')) {
      let inLink = 0;
      token.children = token.children.flatMap(child => {
        if (child.type === 'link_open') inLink += 1;
        if (child.type === 'link_close') inLink -= 1;
        if (inLink > 0) return [child];
        if (child.type === 'code_inline' && address(child.content)) return wrapped(state, child, address(child.content));
        return child.type === 'text' ? words(state, child, address) : [child];
      });
    }
  }
}

function words(state, token, address) {
  return token.content.split(WORD).filter(Boolean).flatMap(word => {
    const part = new state.Token('text', '', 0);
    part.content = word;
    const known = UNMISTAKABLE.test(word) && address(word);
    return known ? wrapped(state, part, known) : [part];
  });
}

function wrapped(state, token, address) {
  const open = new state.Token('link_open', 'a', 1);
  open.attrSet('href', address);
  return [open, token, new state.Token('link_close', 'a', -1)];
}

/** Gives an id to each paragraph that begins with words in bold. */
function anchorRunIns(state) {
  state.tokens.forEach((token, index) => {
    const inline = state.tokens[index + 1];
    if (token.type !== 'paragraph_open' || token.level > 0 || inline.children.find(child => child.type !== 'text' || child.content)?.type !== 'strong_open') {
      return;
    }
    const end = inline.children.findIndex(child => child.type === 'strong_close');
    const title = inline.children.slice(0, end).map(child => child.content).join('').replace(/\.$/, '');
    token.attrSet('id', slug(title));
    token.meta = { title };
  });
}

function slug(title) {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
