// What was changed, step by step, small enough to be kept: undo and redo live on across reloads.
import { difference } from './editor_fields.js';

/** Half an hour of busy writing. */
const STEPS_MAX = 400;
/** A tenth of what browsers let a site keep. */
const CHARS_MAX = 500_000;
/** What is typed without a longer pause is one step. */
const PAUSE_MS = 1_200;

export class History {
  /** `isText(name)`: whether a field's value is its text; else steps are of its JSON. */
  constructor(kept, isText) {
    this.textOf = (name, value) => (isText(name) ? value : JSON.stringify(value ?? null));
    this.valueOf = (name, text) => (isText(name) ? text : JSON.parse(text));
    this.steps = Array.isArray(kept?.steps) ? kept.steps : [];
    this.at = Math.min(kept?.at ?? this.steps.length, this.steps.length);
    this.open = null;
  }

  get toUndo() { return this.steps[this.at - 1]?.name; }
  get toRedo() { return this.steps[this.at]?.name; }
  kept() { return { steps: this.steps, at: this.at }; }
  /** The next change is a step of its own. */
  close() { this.open = null; }

  /** A person changed a field. `how` is the input's type: what the browser itself undid is no new step. */
  note(name, before, after, how) {
    const [was, is] = [this.textOf(name, before), this.textOf(name, after)];
    if (was === is) return;
    if (how === 'historyUndo' && this.stepBack(name, was, is)) return;
    if (how === 'historyRedo' && this.stepForward(name, was, is)) return;
    if (how?.startsWith('history') && this.stepPartly(name, was, is)) return;
    const joins = this.open?.name === name && Date.now() - this.open.when < PAUSE_MS && this.at === this.steps.length;
    if (joins) this.steps.pop(); else this.open = { name, was };
    this.open.when = Date.now();
    this.steps.length = joins ? this.steps.length : this.at;
    if (this.open.was !== is) this.steps.push({ name, ...difference(this.open.was, is) });
    this.at = this.steps.length;
    this.shorten();
  }

  stepBack(name, was, is) {
    const step = this.steps[this.at - 1];
    if (step?.name !== name || replaced(was, step.from, step.in, step.out) !== is) return false;
    this.at -= 1;
    this.close();
    return true;
  }

  stepForward(name, was, is) {
    const step = this.steps[this.at];
    if (step?.name !== name || replaced(was, step.from, step.out, step.in) !== is) return false;
    this.at += 1;
    this.close();
    return true;
  }

  /** The browser's steps are smaller: the last one of ours becomes what is left of it. */
  stepPartly(name, was, is) {
    const step = this.steps[this.at - 1];
    const start = step?.name === name ? replaced(was, step.from, step.in, step.out) : null;
    if (start === null) return false;
    this.steps.length = this.at;
    this.steps[this.at - 1] = { name, ...difference(start, is) };
    this.close();
    return true;
  }

  /** The field's name and value before the last step; `lost` where that place is no more as it was. */
  undo(current) {
    this.close();
    if (this.at === 0) return null;
    this.at -= 1;
    const { name, from, out, in: put } = this.steps[this.at];
    return this.turned(name, current(name), from, put, out);
  }

  redo(current) {
    this.close();
    if (this.at === this.steps.length) return null;
    const { name, from, out, in: put } = this.steps[this.at];
    this.at += 1;
    return this.turned(name, current(name), from, out, put);
  }

  turned(name, value, from, expected, put) {
    const text = replaced(this.textOf(name, value), from, expected, put);
    if (text === null) return { name, lost: true };
    try { return { name, value: this.valueOf(name, text) }; } catch { return { name, lost: true }; }
  }

  shorten() {
    let chars = this.steps.reduce((sum, step) => sum + step.in.length + step.out.length, 0);
    while (this.steps.length > 1 && (this.steps.length > STEPS_MAX || chars > CHARS_MAX)) {
      const [first] = this.steps.splice(0, 1);
      chars -= first.in.length + first.out.length;
      this.at -= 1;
    }
    this.at = Math.max(0, this.at);
  }
}

/** `text` with `put` for `expected`: where it was, or at the one place where it is now. */
function replaced(text, from, expected, put) {
  if (text.slice(from, from + expected.length) === expected) return text.slice(0, from) + put + text.slice(from + expected.length);
  const at = expected === '' ? -1 : text.indexOf(expected);
  if (at < 0 || text.indexOf(expected, at + 1) >= 0) return null;
  return text.slice(0, at) + put + text.slice(at + expected.length);
}
