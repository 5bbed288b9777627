// Greetings and examples as a reader will see them: bubbles, and nothing of a card becomes markup.
import { make } from './studio.js';

/** As many as anybody looks through here. */
const BUBBLES_MAX = 60;

/** The messages of an example dialogue: `{ who, text }`, and `null` where another conversation begins. */
export function messagesOf(dialogue, name) {
  const speakers = [['{{char}}', 'char'], ['{{user}}', 'user'], [name, 'char']].filter(([word]) => word);
  const messages = [];
  for (const line of dialogue.split('\n')) {
    if (/^\s*<START>\s*$/i.test(line)) { messages.push(null); continue; }
    const found = speakers.find(([word]) => line.trimStart().toLowerCase().startsWith(`${word.toLowerCase()}:`));
    if (found) messages.push({ who: found[1], text: line.trimStart().slice(found[0].length + 1).trimStart() });
    else if (messages.at(-1)) messages.at(-1).text += `\n${line}`;
    else if (line.trim()) messages.push({ who: 'told', text: line });
  }
  const told = messages.map((it) => it && { ...it, text: it.text.trimEnd() }).filter((it) => it === null || it.text);
  // A line between conversations: none before the first, and one is enough.
  return told.filter((it, at) => it !== null || (at > 0 && told[at - 1] !== null));
}

/** `{{char}}` and `{{user}}` by name; what is between asterisks, as an action. */
function worded(text, name) {
  const plain = text.replace(/\{\{char\}\}/gi, name).replace(/\{\{user\}\}/gi, 'User');
  return plain.split(/(\*[^*\n]+\*)/).map((part) => (/^\*[^*]+\*$/.test(part) ? make('em', {}, part.slice(1, -1)) : part));
}

const bubble = ({ who, text }, name) => make('div', { class: `speech by-${who}`, dir: 'auto' },
  who === 'told' ? null : make('strong', {}, who === 'user' ? 'User' : name), make('p', {}, ...worded(text, name)));

export function showChat(field, name) {
  const place = field.element.querySelector('[data-bubbles]');
  const value = field.read();
  const messages = field.name === 'exampleDialogue' ? messagesOf(value, name)
    : [value].flat().filter((text) => text.trim()).map((text) => ({ who: 'char', text }));
  const shown = messages.slice(0, BUBBLES_MAX).map((it) => (it === null ? make('hr', { 'aria-label': 'Another conversation' }) : bubble(it, name)));
  if (messages.length > BUBBLES_MAX) shown.push(make('p', { class: 'hint' }, `and ${messages.length - BUBBLES_MAX} more`));
  place.replaceChildren(...shown);
  place.hidden = shown.length === 0;
}
