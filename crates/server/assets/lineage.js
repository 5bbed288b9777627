// The drawing of a lineage: moved and zoomed with pointer, wheel and keys, and kept as a file.
import { make } from './studio.js';

const graph = document.querySelector('[data-graph]');
const svg = graph.querySelector('svg');
const { width, height } = svg.viewBox.baseVal;
let view = { x: 0, y: 0, scale: 1 };

const MOST = 4;
const LEAST = 0.25;

function show() {
  svg.setAttribute('viewBox', `${view.x} ${view.y} ${width / view.scale} ${height / view.scale}`);
}

/** Zooms about a point of the drawing, which stays where it is. */
function zoom(by, x = view.x + width / view.scale / 2, y = view.y + height / view.scale / 2) {
  const scale = Math.min(MOST, Math.max(LEAST, view.scale * by));
  const kept = view.scale / scale;
  view = { x: x - (x - view.x) * kept, y: y - (y - view.y) * kept, scale };
  show();
}

function point(event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [at.x, at.y];
}

svg.addEventListener('wheel', (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, ...point(event));
}, { passive: false });

let held = null;
// A finger scrolls the window around it.
svg.addEventListener('pointerdown', (event) => { if (event.pointerType === 'mouse') held = { at: point(event), moved: false, id: event.pointerId }; });
svg.addEventListener('pointermove', (event) => {
  if (!held) return;
  const [x, y] = point(event);
  if (!held.moved && Math.hypot(x - held.at[0], y - held.at[1]) < 4) return;
  if (!held.moved) svg.setPointerCapture(held.id);
  held.moved = true;
  view.x -= x - held.at[0];
  view.y -= y - held.at[1];
  show();
});
svg.addEventListener('click', (event) => { if (held?.moved) event.preventDefault(); held = null; }, true);
svg.addEventListener('pointercancel', () => { held = null; });

const whole = () => { view = { x: 0, y: 0, scale: 1 }; show(); };
graph.append(make('div', { class: 'zoom' },
  make('button', { type: 'button', 'aria-label': 'Closer', 'data-key': '+', onclick: () => zoom(1.3) }, '+'),
  make('button', { type: 'button', 'aria-label': 'Farther', 'data-key': '-', onclick: () => zoom(1 / 1.3) }, '−'),
  make('button', { type: 'button', 'data-key': '0', 'data-command': 'The whole drawing', onclick: whole }, 'Whole')));

// A node that is gone to by keyboard comes into the window.
svg.addEventListener('focusin', (event) => {
  const box = event.target.querySelector('g')?.transform.baseVal.consolidate()?.matrix;
  if (!box) return;
  const [wide, high] = [width / view.scale, height / view.scale];
  if (box.e < view.x || box.e + 176 > view.x + wide) view.x = box.e + 88 - wide / 2;
  if (box.f < view.y || box.f + 48 > view.y + high) view.y = box.f + 24 - high / 2;
  show();
});

const keep = document.querySelector('[data-keep-drawing]');
keep.hidden = false;
keep.addEventListener('click', () => {
  const copy = svg.cloneNode(true);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const from = svg.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, at) => {
    const style = getComputedStyle(from[at]);
    for (const name of ['fill', 'stroke', 'stroke-width', 'font']) if (style.getPropertyValue(name)) element.style.setProperty(name, style.getPropertyValue(name));
  });
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }));
  make('a', { href: url, download: keep.dataset.keepDrawing }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
});
