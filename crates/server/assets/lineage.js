// The drawing of a lineage, which can be kept as a file.
import { movable } from './graph.js';
import { make } from './studio.js';

const graph = document.querySelector('[data-graph]');
const svg = graph.querySelector('svg');
const { width, height } = svg.viewBox.baseVal;
movable(graph);

const keep = document.querySelector('[data-keep-drawing]');
keep.hidden = false;
keep.addEventListener('click', () => {
  const copy = svg.cloneNode(true);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.removeAttribute('style');
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  const from = svg.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, at) => {
    const style = getComputedStyle(from[at]);
    for (const name of ['fill', 'stroke', 'stroke-width', 'font']) if (style.getPropertyValue(name)) element.style.setProperty(name, style.getPropertyValue(name));
  });
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }));
  make('a', { href: url, download: keep.dataset.keepDrawing }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
});
