// Boxes of elements and of what is around them. Put behind common.js.
// The screen that was asked for: with mobile metrics the browser widens its viewport to fit content that is too wide, so
// innerWidth is of no use.
let screen = { width: 0, height: 0 };

const FEW = 40;

const round = (number) => Math.round(number * 100) / 100;

// Boxes are told relative to the page, so the measure is taken with the page scrolled to its top.
function describe(element, box = element.getBoundingClientRect()) {
  return {
    selector: selectorOf(element),
    text: textOf(element).slice(0, 80),
    x: round(box.x + scrollX), y: round(box.y + scrollY), width: round(box.width), height: round(box.height),
  };
}

const across = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left);
const down = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);

// The element and what stands around it, without the page's own two.
function chainOf(element) {
  const found = [];
  for (let at = element; at && at !== document.body && at !== document.documentElement; at = around(at)) found.push(at);
  return found;
}

// Of a page that is wider than the screen only a part of the layout is seen, which scrolling to the top does not move.
function toTop() {
  scrollTo({ top: 0, left: 0, behavior: 'instant' });
  const seen = window.visualViewport;
  if (seen && (seen.offsetTop || seen.offsetLeft)) document.documentElement.scrollIntoView({ block: 'start', inline: 'start', behavior: 'instant' });
}

// Taken out of the flow or moved, as menus and skip links are that wait outside.
const isMoved = (element) => ['fixed', 'absolute'].includes(getComputedStyle(element).position) || isTransformed(element);

function isTransformed(element) {
  const style = getComputedStyle(element);
  return style.transform !== 'none' || style.translate !== 'none';
}

// Whether something in the chain keeps its place on the screen while the page scrolls.
const stays = (chain) => chain.some((at) => ['fixed', 'sticky'].includes(getComputedStyle(at).position));

const movingElements = () => new Set(animations().map((animation) => animation.effect && animation.effect.target));

const isFaint = (chain) => chain.some((at) => Number(getComputedStyle(at).opacity) < 0.1);

// Whether a customer cannot scroll the page itself along an axis: the browser takes this from html, or else from body.
function isLocked(axis) {
  const of = (element) => (element ? getComputedStyle(element)[`overflow${axis}`] : 'visible');
  const root = of(document.documentElement);
  return ['hidden', 'clip'].includes(root === 'visible' ? of(document.body) : root);
}

// Shortened on purpose: by dots, by a number of lines, or fading out.
function isShortened(style, element) {
  const after = getComputedStyle(element, '::after');
  return style.textOverflow !== 'clip' || style.webkitLineClamp !== 'none' || style.maskImage !== 'none'
    || (after.content !== 'none' && after.backgroundImage.includes('gradient'));
}

// Everything that is drawn at a point, the topmost first, open shadow trees included.
function stackAt(x, y, root = document) {
  const found = [];
  for (const element of root.elementsFromPoint(x, y)) {
    if (element.getRootNode() !== root) continue;
    if (element.shadowRoot) found.push(...stackAt(x, y, element.shadowRoot));
    found.push(element);
  }
  return found;
}
