// What the bench shows: which entries fired, in which order and why; those that nearly did; and the
// prompt as it would be sent, each block with where it came from and what it takes.
import { make } from './studio.js';
import { delimited } from './lorebook_book.js';
import { called, fell } from './lorebook_words.js';

/** More is no list that anybody reads. */
const SHOWN_MAX = 100;
/** Letters around what was found. */
const AROUND = 40;
const FIND_WITHIN = 200;
const KINDS = [['lore', 'Lorebook'], ['card', 'Card'], ['chat', 'Chat'], ['preset', 'Preset'], ['persona', 'Persona']];

export class Prompt {
  constructor(openEntry) {
    Object.assign(this, { openEntry, turn: 0, finder: new Finder(), wasOpen: new Set() });
    this.element = make('div', { class: 'bench-result' });
  }

  /** `verdicts` are those of the answer, each with its entry. */
  show(view, chat, verdicts) {
    this.turn += 1;
    const fired = view.lorebook.fired.map((place) => verdicts[place]);
    this.named = new Map(verdicts.map((item) => [item.verdict.id, item]));
    const near = verdicts.filter(({ verdict, light }) => !verdict.fired && light.state === 'fell');
    const quiet = verdicts.length - fired.length - near.length;
    const { budget, overflowed, cut, rounds } = view.lorebook;
    const tokens = fired.reduce((all, { verdict }) => all + verdict.tokens, 0);
    this.element.replaceChildren(
      make('h3', {}, `Fired: ${fired.length}`),
      make('p', { class: 'hint' }, `${tokens} of ${Math.floor(budget)} tokens for entries, in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}; ${quiet} not called.`, overflowed ? ' Some did not fit.' : '', cut ? ' A bound on work ended it early.' : ''),
      meter(tokens, budget, 'Tokens of entries'),
      this.#list(fired, (item) => this.#fired(item, chat)),
      ...(near.length ? [make('h3', {}, `Called, and fell: ${near.length}`), this.#list(near, (item) => this.#fell(item))] : []),
      make('h3', {}, 'Prompt'),
      make('p', { class: 'hint' }, `${view.isEstimate ? 'about ' : ''}${view.tokens} of ${view.budget} tokens, by ${view.countedBy}, ${view.profile}`, view.macrosCut ? '. Macros came to too much text: the last ones stay as they are written.' : ''),
      bar(view), this.#blocks(view.blocks),
      ...(view.leftOut.length ? [make('h3', {}, `Left out: ${view.leftOut.length}`), this.#blocks(view.leftOut)] : []));
  }

  #list(items, shown) {
    const list = make('ol', { class: 'bench-lights' }, ...items.slice(0, SHOWN_MAX).map(shown));
    if (items.length > SHOWN_MAX) list.append(make('li', { class: 'hint' }, `and ${items.length - SHOWN_MAX} more`));
    return list;
  }

  #head({ entry, title, verdict }, ...chips) {
    const place = verdict.position === 'depth' ? `depth ${verdict.depth ?? ''}` : verdict.outlet ? `outlet ${verdict.outlet}` : verdict.position;
    return make('p', { class: 'bench-head' }, make('button', { type: 'button', class: 'quiet', onclick: () => this.openEntry(entry), disabled: !entry }, make('bdi', {}, title)),
      ...chips, make('span', { class: 'chip' }, place), make('span', { class: 'hint' }, `order ${verdict.order ?? '–'}`));
  }

  #fired(item, chat) {
    const { verdict } = item;
    const call = verdict.called ?? {};
    const excerpt = make('p', { class: 'bench-excerpt', dir: 'auto', hidden: true });
    this.#excerpt(excerpt, call, chat);
    return make('li', { 'data-light': 'fired' },
      this.#head(item, make('span', { class: 'chip good' }, `${verdict.tokens} tokens`), call.during && call.during !== 'initial' ? make('span', { class: 'chip' }, `round ${call.round}, ${call.during === 'recursion' ? 'recursion' : 'further back'}`) : null),
      make('p', { class: 'bench-why', dir: 'auto' }, called(call)), excerpt);
  }

  #fell(item) {
    return make('li', { 'data-light': 'fell' }, this.#head(item), make('p', { class: 'bench-why', dir: 'auto' }, fell(item.verdict.fell)));
  }

  #origin(origin) {
    const [[kind, value]] = Object.entries(origin);
    if (kind !== 'entry') return make('bdi', { class: 'chip' }, ORIGINS[kind]?.(value) ?? kind);
    const { entry, title } = this.named.get(value) ?? { title: value };
    return make('button', { type: 'button', class: 'chip bench-origin', disabled: !entry, onclick: () => this.openEntry(entry) }, 'entry: ', make('bdi', {}, title));
  }

  async #excerpt(place, call, chat) {
    const message = call.in && 'messagesBack' in call.in ? chat.at(-1 - call.in.messagesBack) : undefined;
    if (!message) return;
    const { turn } = this;
    const found = await this.finder.find(call.key, message.text);
    if (!found || turn !== this.turn) return;
    const [from, to] = found;
    const [start, end] = [Math.max(0, from - AROUND), Math.min(message.text.length, to + AROUND)];
    place.append(start > 0 ? '…' : '', whole(message.text, start, from), make('mark', {}, message.text.slice(from, to)), whole(message.text, to, end), end < message.text.length ? '…' : '');
    place.hidden = false;
  }

  #blocks(blocks) {
    return make('ol', { class: 'bench-blocks' }, ...blocks.map((block) => {
      const name = `${block.id} ${block.why ?? ''}`;
      const entries = block.origins.filter((origin) => 'entry' in origin).length;
      return make('li', { 'data-kind': kindOf(block) }, make('details', { open: this.wasOpen.has(name), ontoggle: ({ target }) => { if (target.open) this.wasOpen.add(name); else this.wasOpen.delete(name); } },
        make('summary', {}, make('span', { class: 'bench-id' }, block.id), ' ', make('span', { class: 'hint' }, block.name ?? block.role), entries ? make('span', { class: 'hint' }, ` ${entries} ${entries === 1 ? 'entry' : 'entries'}`) : null, make('span', { class: 'bench-tokens' }, String(block.tokens))),
        make('p', { class: 'bench-origins' }, ...block.origins.flatMap((origin) => [this.#origin(origin), ' '])),
        block.why ? make('p', { class: 'hint' }, block.why) : null,
        make('p', { class: 'bench-content', dir: 'auto' }, block.content)));
    }));
  }
}

/** A part of a text that does not begin or end in the middle of a character. */
function whole(text, from, to) {
  const low = (at) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return text.slice(low(from) ? from + 1 : from, low(to) ? to + 1 : to);
}

const ORIGINS = { field: (name) => `card: ${name}`, preset: (name) => `preset: ${name}`, message: (place) => `message ${place + 1}`, persona: () => 'persona', macro: (name) => `{{${name}}}` };

function kindOf({ origins }) {
  const kinds = { entry: 'lore', field: 'card', message: 'chat', preset: 'preset', persona: 'persona' };
  return origins.map((origin) => kinds[Object.keys(origin)[0]]).find(Boolean) ?? 'preset';
}

function meter(value, most, label) {
  const share = most > 0 ? Math.min(1, value / most) : 1;
  const fill = make('span', { class: 'bench-fill' });
  fill.style.inlineSize = `${share * 100}%`;
  return make('div', { class: 'bench-meter', role: 'meter', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': Math.floor(most), 'aria-valuenow': Math.min(value, Math.floor(most)), 'data-full': share > 0.95 }, fill);
}

/** The context as one bar: what takes how much of it, and what is free. */
function bar(view) {
  const sums = new Map(KINDS.map(([kind]) => [kind, 0]));
  for (const block of view.blocks) sums.set(kindOf(block), sums.get(kindOf(block)) + block.tokens);
  const used = KINDS.filter(([kind]) => sums.get(kind) > 0);
  const parts = used.map(([kind]) => { const part = make('span', { 'data-kind': kind }); part.style.flexGrow = sums.get(kind); return part; });
  const free = make('span', {});
  free.style.flexGrow = Math.max(0, view.budget - view.tokens);
  const legend = used.map(([kind, name]) => make('li', { 'data-kind': kind }, `${name} ${sums.get(kind)}`));
  return make('div', {}, make('div', { class: 'bench-bar', 'aria-hidden': true }, ...parts, free), make('ul', { class: 'bench-legend' }, ...legend, make('li', {}, `free ${Math.max(0, view.budget - view.tokens)}`)));
}

/** Where a key stands in a text: plain ones here, expressions beside, where they can be ended. */
class Finder {
  constructor() { this.turn = 0; }

  async find(key, text) {
    const parted = delimited(key);
    if (parted) return this.#beside(...parted, text);
    const literal = key.trim().replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    if (literal === '') return null;
    const edge = (of) => (/[\p{L}\p{N}_]/u.test(of) ? '' : null);
    const before = edge([...key.trim()][0]) === '' ? '(?<![\\p{L}\\p{N}_])' : '';
    const after = edge([...key.trim()].at(-1)) === '' ? '(?![\\p{L}\\p{N}_])' : '';
    // Where whole words are not asked for, the first place is as good.
    for (const [head, tail] of [[before, after], ['', '']]) {
      const found = new RegExp(`${head}${literal}${tail}`, 'iu').exec(text);
      if (found) return [found.index, found.index + found[0].length];
    }
    return null;
  }

  async #beside(pattern, flags, text) {
    this.worker ??= new Worker(new URL('./lorebook_find.js', import.meta.url));
    const { worker } = this;
    // To begin takes it a while; that does not count.
    await (worker.begun ??= new Promise((begun) => { worker.addEventListener('message', begun, { once: true }); }));
    const turn = this.turn += 1;
    return new Promise((done) => {
      const end = (place) => { clearTimeout(late); worker.removeEventListener('message', hear); done(place); };
      const hear = ({ data }) => { if (data.turn === turn) end(data.place); };
      const late = setTimeout(() => { worker.terminate(); if (this.worker === worker) this.worker = undefined; end(null); }, FIND_WITHIN);
      worker.addEventListener('message', hear);
      worker.addEventListener('error', (event) => { event.preventDefault(); end(null); }, { once: true });
      worker.postMessage({ turn, pattern, flags, text });
    });
  }
}
