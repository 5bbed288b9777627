// A portrait: chosen or dropped, cut to three by four, sent as a picture of its own.
import { again, api, make, say } from './studio.js';

const [WIDE, HIGH] = [960, 1280];
/** What is shown of it while it is cut. */
const VIEW = 3;

export function portraits(field, set) {
  const buttons = field.element.querySelector('[data-portrait-buttons]');
  const file = make('input', { type: 'file', accept: 'image/png,image/jpeg,image/webp', hidden: true });
  buttons.after(file);
  buttons.hidden = false;
  const choose = buttons.querySelector('[data-choose]');
  choose.addEventListener('click', () => file.click());
  file.addEventListener('change', () => { if (file.files[0]) bring(file.files[0]); file.value = ''; });
  buttons.querySelector('[data-remove]').addEventListener('click', () => set(null));
  const { element } = field;
  element.addEventListener('dragover', (event) => { if (event.dataTransfer?.types.includes('Files')) { event.preventDefault(); element.classList.add('over-it'); } });
  for (const kind of ['dragleave', 'drop']) element.addEventListener(kind, () => element.classList.remove('over-it'));
  element.addEventListener('drop', (event) => {
    const dropped = event.dataTransfer?.files[0];
    if (dropped) { event.preventDefault(); bring(dropped); }
  });

  const wrong = field.element.querySelector('[data-wrong]');
  const told = (message) => { wrong.textContent = message; wrong.hidden = message === ''; };

  async function bring(chosen) {
    told('');
    // Turned as its EXIF says.
    const picture = await createImageBitmap(chosen).catch(() => null);
    if (!picture) { told(`${chosen.name} is no picture that this browser can read.`); return; }
    const blob = await cut(picture);
    picture.close();
    choose.focus();
    if (!blob) return;
    try {
      const response = await again(() => api('POST', '/api/portraits', { body: blob, headers: { 'Content-Type': blob.type } }));
      set((await response.json()).digest);
      say('The portrait is in.');
    } catch (problem) {
      told(problem instanceof TypeError ? 'The picture could not be sent: there is no network. Choose it again later.' : problem.message);
    }
  }
}

/** Asks which part of the picture it is to be; a blob of it, or null. */
function cut(picture) {
  const canvas = make('canvas', { width: WIDE / VIEW, height: HIGH / VIEW, tabindex: 0, role: 'img', 'aria-label': 'The part that is kept. Arrow keys move it, plus and minus change its size.' });
  const zoom = make('input', { type: 'range', min: 1, max: 4, step: 0.01, value: 1, 'aria-label': 'Size' });
  const use = make('button', { class: 'button primary', value: 'use' }, 'Use this part');
  const dialog = make('dialog', { class: 'crop', 'aria-labelledby': 'crop-title' }, make('h2', { id: 'crop-title' }, 'Cut the portrait'),
    make('p', { class: 'hint' }, 'Drag the picture, or move it with the arrow keys; the wheel, plus and minus change its size.'), canvas,
    make('label', { class: 'field' }, make('span', {}, 'Size'), zoom),
    make('form', { method: 'dialog', class: 'actions' }, make('button', { class: 'button', value: 'no' }, 'Leave it'), use));
  const least = Math.max(WIDE / picture.width, HIGH / picture.height);
  // The middle of what is shown, in the picture.
  const at = { x: picture.width / 2, y: Math.min(picture.height / 2, HIGH / least / 2 + picture.height * 0.05) };
  const scale = () => least * Number(zoom.value);
  const draw = (on, wide, high) => {
    const [w, h] = [WIDE / scale(), HIGH / scale()];
    at.x = Math.max(w / 2, Math.min(picture.width - w / 2, at.x));
    at.y = Math.max(h / 2, Math.min(picture.height - h / 2, at.y));
    const context = on.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.clearRect(0, 0, wide, high);
    context.drawImage(picture, at.x - w / 2, at.y - h / 2, w, h, 0, 0, wide, high);
  };
  const show = () => draw(canvas, canvas.width, canvas.height);
  const move = (x, y) => { at.x += x / scale(); at.y += y / scale(); show(); };
  const size = (by) => { zoom.value = Number(zoom.value) + by; show(); };
  zoom.addEventListener('input', show);
  canvas.addEventListener('wheel', (event) => { event.preventDefault(); size(-event.deltaY / 500); }, { passive: false });
  canvas.addEventListener('pointerdown', (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener('pointermove', (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const shown = WIDE / canvas.getBoundingClientRect().width;
    move(-event.movementX * shown, -event.movementY * shown);
  });
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] }[event.key];
    if (step) { event.preventDefault(); move(...step); }
    if (event.key === '+' || event.key === '=') size(0.1);
    if (event.key === '-') size(-0.1);
  });
  return new Promise((answer) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (dialog.returnValue !== 'use') { answer(null); return; }
      // Never larger than it was: what is not in the picture is not made up.
      const shrink = Math.min(1, 1 / scale());
      const whole = make('canvas', { width: Math.max(1, Math.round(WIDE * shrink)), height: Math.max(1, Math.round(HIGH * shrink)) });
      draw(whole, whole.width, whole.height);
      whole.toBlob((blob) => answer(blob), 'image/webp', 0.92);
    });
    document.body.append(dialog);
    dialog.showModal();
    canvas.focus();
    show();
  });
}
