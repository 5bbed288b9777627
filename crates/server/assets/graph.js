// A drawing in a window: scrolled as any text, dragged by mouse, zoomed with buttons, keys, wheel and two fingers.
import { make } from './studio.js';

const MOST = 4;
const STEP = 1.3;

/** Makes a drawing in its window one that can be moved about. What is too wide for it is shown smaller at first, down to `legible`. */
export function movable(graph, legible) {
  const frame = graph.querySelector('.window');
  const svg = graph.querySelector('svg');
  const natural = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
  // As large as the page shows it at first; the window keeps its height, whatever is zoomed in it.
  const shown = () => svg.getBoundingClientRect().width / natural.width;
  let scale = shown();
  const least = () => Math.min(1, frame.clientWidth / natural.width, frame.clientHeight / natural.height);

  /** Zooms about a point of the window, under which the drawing stays where it is. */
  function zoom(to, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
    const next = Math.min(MOST, Math.max(least(), to));
    const [left, top] = [(frame.scrollLeft + x) / scale, (frame.scrollTop + y) / scale];
    scale = next;
    Object.assign(svg.style, { width: `${natural.width * scale}px`, height: `${natural.height * scale}px`, minWidth: '0', maxWidth: 'none', maxHeight: 'none' });
    frame.scrollTo(left * scale - x, top * scale - y);
  }

  /** All of it: as the page shows it at first, or as small as it takes. */
  function whole() {
    if (legible) zoom(least());
    else { svg.removeAttribute('style'); scale = shown(); }
    frame.scrollTo(0, 0);
  }

  if (legible && natural.width > frame.clientWidth) {
    zoom(Math.max(legible, frame.clientWidth / natural.width));
    frame.scrollTo(0, (frame.scrollHeight - frame.clientHeight) / 2);
  }

  const within = (event) => { const box = frame.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  frame.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(scale * (event.deltaY < 0 ? 1.15 : 1 / 1.15), ...within(event));
  }, { passive: false });

  drag(frame);
  pinch(frame, () => scale, zoom);
  graph.append(make('div', { class: 'zoom' },
    make('button', { type: 'button', 'aria-label': 'Closer', 'data-key': '+', onclick: () => zoom(scale * STEP) }, '+'),
    make('button', { type: 'button', 'aria-label': 'Farther', 'data-key': '-', onclick: () => zoom(scale / STEP) }, '−'),
    make('button', { type: 'button', 'data-key': '0', 'data-command': 'The whole drawing', onclick: whole }, 'Whole')));
  // A node that is gone to by keyboard comes into the window.
  svg.addEventListener('focusin', (event) => event.target.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
}

/** A mouse takes hold of the drawing; a finger scrolls as everywhere. */
function drag(frame) {
  let held = null;
  frame.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    held = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop, moved: false, id: event.pointerId };
  });
  frame.addEventListener('pointermove', (event) => {
    if (!held || !(event.buttons & 1)) { held = held?.moved ? held : null; return; }
    const [right, down] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moved && Math.hypot(right, down) < 4) return;
    if (!held.moved) frame.setPointerCapture(held.id);
    held.moved = true;
    frame.scrollTo(held.left - right, held.top - down);
  });
  // What was dragged was not pressed.
  frame.addEventListener('click', (event) => { if (held?.moved) { event.preventDefault(); event.stopPropagation(); } held = null; }, true);
  frame.addEventListener('dragstart', (event) => event.preventDefault());
  frame.addEventListener('pointercancel', () => { held = null; });
}

function pinch(frame, scale, zoom) {
  let began = null;
  const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  frame.addEventListener('touchstart', (event) => { began = event.touches.length === 2 ? { spread: spread(event.touches), scale: scale() } : null; }, { passive: true });
  frame.addEventListener('touchmove', (event) => {
    if (!began || event.touches.length !== 2) return;
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    const [a, b] = event.touches;
    zoom(began.scale * (spread(event.touches) / began.spread), (a.clientX + b.clientX) / 2 - box.left, (a.clientY + b.clientY) / 2 - box.top);
  }, { passive: false });
  frame.addEventListener('touchend', () => { began = null; });
}
