// A page at one width after the other. Put behind boxes.js, width.js, controls.js and texts.js, in a world of its own, where
// functions that the page has replaced are whole.
//
// `mark` is cheap and taken at every width: a number for everything about boxes that the measures judge by. Where it is the
// same at neighbouring widths, nothing has come to lie on, in, or beyond anything else, and the same rules of the style
// sheets apply. `lookClosely` takes the measures themselves.

const MOST_ELEMENTS = 3000;
const MOST_TEXTS = 1000;

// Of an element that is right, nobody wants to know its name and its text.
describe = (element) => ({ get selector() { return selectorOf(element); } });

// Conditions of the style sheets, those of other origins as well.
const conditions = CONDITIONS.map((text) => matchMedia(text));

let known = null;
const watch = new MutationObserver(() => { known = null; });
const watched = (root) => watch.observe(root, { childList: true, subtree: true, characterData: true });
watched(document);

const ofStyle = (element) => {
  const style = getComputedStyle(element);
  return {
    stays: ['fixed', 'sticky'].includes(style.position), placed: style.position !== 'static',
    clips: style.display !== 'inline' && [style.overflowX, style.overflowY].some((value) => ['hidden', 'clip'].includes(value)),
  };
};

// What there is to measure. Only other elements, and other rules of the style sheets, can change it.
function collect(applying) {
  const all = everything('*', document.body).slice(0, MOST_ELEMENTS);
  all.filter(({ shadowRoot }) => shadowRoot).forEach(({ shadowRoot }) => watched(shadowRoot));
  const styles = new Map(all.map((element) => [element, ofStyle(element)]));
  const is = (at, what) => Boolean(styles.get(at) && styles.get(at)[what]);
  const parts = all.map((element, index) => {
    const chain = chainOf(element);
    return { element, index, chain: new Set(chain), stays: chain.some((at) => is(at, 'stays')), placed: chain.some((at) => is(at, 'placed')) };
  });
  const places = new Map(all.map((element, index) => [element, index]));
  const clipping = (chain) => [...chain].filter((at) => is(at, 'clips')).map((at) => places.get(at));
  const controls = parts.filter(({ element }) => element.matches(`${CONTROLS}, label`)).slice(0, MOST_CONTROLS)
    .map((part) => ({ ...part, clips: clipping(part.chain).filter((index) => index !== part.index) }));
  const words = textNodes(document.body).filter((node) => isWords(node.data)).slice(0, MOST_TEXTS)
    .map((node, index) => ({ node, index, clips: clipping(chainOf(node.parentElement || node.getRootNode().host)) }));
  return { applying, parts, controls, words };
}

// A sum does not depend on the order in which things are found.
let sum = 0;
function add(...numbers) {
  let mixed = 2166136261;
  for (const number of numbers) mixed = Math.imul(mixed ^ (number + 0x9e37), 16777619) ^ (mixed >>> 13);
  sum = (sum + (mixed >>> 0)) % 0x1fffffffffffff;
}

// How much is missing, in steps: nothing, and then every few pixels up to where nothing more can be made of it.
const steps = (pixels, step, most) => (pixels <= 0.5 ? 0 : 1 + Math.floor(Math.min(pixels, most) / step));

const beyond = (box) => (box.right > screen.width + 1 ? 1 : 0) + (box.left < -1 ? 2 : 0) + (box.left >= screen.width || box.right <= 0 ? 4 : 0);

function markClips(kind, index, box, clips, boxes) {
  for (const at of clips) {
    const wide = steps(box.right - box.left - across(box, boxes[at]), 4, 16);
    const high = steps(box.bottom - box.top - down(box, boxes[at]), 2, 16);
    if (wide || high) add(kind, index, at, wide, high);
  }
}

function markTexts(words, boxes) {
  const lines = [];
  const range = document.createRange();
  for (const { node, index, clips } of words) {
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 2) continue;
      // No font is larger than its line, so this is at least as high as the letters.
      const letters = lettersOf(rect, rect.height);
      lines.push({ index, ...letters });
      if (beyond(letters)) add(1, index, beyond(letters));
      markClips(2, index, letters, clips, boxes);
    }
  }
  lines.sort((a, b) => a.top - b.top);
  for (let i = 0; i < lines.length; i += 1) {
    for (let j = i + 1; j < lines.length && lines[j].top < lines[i].bottom; j += 1) {
      const [a, b] = lines[i].index < lines[j].index ? [lines[i], lines[j]] : [lines[j], lines[i]];
      if (a.index !== b.index && across(a, b) > 0 && down(a, b) > 0) add(3, a.index, b.index, steps(across(a, b), 3, 6), steps(down(a, b), 2, 16));
    }
  }
}

// Which of the points that `coverOf` asks about lie in another box, and whether the middle is where it can be scrolled to.
const POINTS = [[0.5, 0.5], [0.2, 0.5], [0.8, 0.5], [0.5, 0.2], [0.5, 0.8]];
function markControls(controls, parts, boxes) {
  const height = document.documentElement.scrollHeight;
  for (const { element, index, chain, stays: fixed, clips } of controls) {
    const box = boxes[index];
    if (box.width <= 1 || box.height <= 1) continue;
    const middle = box.top + box.height / 2;
    // As far as the page scrolls to bring it to the middle of the screen.
    const scroll = fixed ? 0 : Math.min(Math.max(middle - screen.height / 2, 0), Math.max(0, height - screen.height));
    const across = box.left + box.width / 2;
    const away = (across < 0 ? 1 : 0) + (across > screen.width ? 2 : 0) + (middle - scroll < 0 ? 4 : 0) + (middle - scroll > screen.height ? 8 : 0);
    if (away) add(4, index, away);
    markClips(5, index, box, clips, boxes);
    for (const other of parts) {
      const cover = boxes[other.index];
      // What stays keeps its place on the screen, while the control moves; what lies still below it is of no account.
      if (fixed && !other.stays && !other.placed) continue;
      const moved = other.stays === fixed ? 0 : other.stays ? scroll : -scroll;
      const top = box.top - moved;
      if (cover.right <= box.left || cover.left >= box.right || cover.bottom <= top || cover.top >= top + box.height || !cover.width) continue;
      if (chain.has(other.element) || other.chain.has(element)) continue;
      let covered = 0;
      POINTS.forEach(([right, below], bit) => {
        const [x, y] = [box.left + box.width * right, top + box.height * below];
        if (x >= cover.left && x <= cover.right && y >= cover.top && y <= cover.bottom) covered |= 1 << bit;
      });
      if (covered) add(6, index, other.index, covered);
    }
  }
}

// Makes it so that the page has that width. `window.screen` says whether it has.
function takeOn(width, height) {
  screen = { width, height };
  // Pages that lay themselves out by script hear of the new width only with the next picture; this is for them.
  window.dispatchEvent(new Event('resize'));
  // What moves to its new place gets there at once.
  for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
  toTop();
}

function mark(width, height) {
  takeOn(width, height);
  if (!document.body) return { seen: window.screen.width, value: 0 };
  if (watch.takeRecords().length) known = null;
  const applying = conditions.map(({ matches }) => Number(matches)).join('');
  if (!known || known.applying !== applying) known = collect(applying);
  const { parts, controls, words } = known;
  sum = 0;
  [...applying].forEach((applies, index) => add(7, index, Number(applies)));
  const boxes = parts.map(({ element }) => element.getBoundingClientRect());
  boxes.forEach((box, index) => {
    const shown = box.width && box.height;
    if (!shown || beyond(box)) add(8, index, shown ? beyond(box) : 8);
  });
  add(9, contentWidth() - Math.max(width, document.documentElement.clientWidth) > 1 ? 1 : 0);
  markTexts(words, boxes);
  markControls(controls, parts, boxes);
  return { seen: window.screen.width, value: sum };
}

// What is wrong at a width, each as `[kind, selector, by]`.
function lookClosely(width, height) {
  takeOn(width, height);
  if (!document.body) return { seen: window.screen.width, faults: [] };
  const wide = stickingOut();
  const aside = sideways();
  const faults = [...new Set([...wide, ...aside.elements].map((element) => element.selector))].map((selector) => ['wide', selector, null]);
  if (!faults.length && aside.by > 1) faults.push(['wide', null, null]);
  for (const control of controls()) {
    if (!control.reachable) faults.push(['out-of-reach', control.element.selector, null]);
    else if (control.covered_by) faults.push(['covered', control.element.selector, control.covered_by]);
  }
  const { clipped, overlapping } = texts();
  for (const text of clipped) faults.push(['cut', text.element.selector, text.by]);
  for (const text of overlapping) faults.push(['overlap', text.element.selector, text.by]);
  return { seen: window.screen.width, faults };
}

globalThis.sweep = { mark, lookClosely };
