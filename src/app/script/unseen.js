// Controls that nobody sees, though nothing lies on them. Put behind boxes.js and texts.js' words. Where it cannot be sure,
// it says nothing.

const isClear = (style) => /^rgba\(.*, 0\)$/.test(style.backgroundColor);

// Whatever may be seen beside words: pictures, and what style sheets draw.
const PICTURES = 'img, svg, canvas, video, picture, object, iframe, input, select, textarea, progress, meter';
const isPictured = (element) => element.matches(PICTURES)
  || [null, '::before', '::after'].some((part) => {
    const style = getComputedStyle(element, part);
    if (style.backgroundImage !== 'none' || style.maskImage !== 'none') return true;
    if (!part || ['none', 'normal'].includes(style.content)) return false;
    return style.content !== '""' || !isClear(style) || style.borderTopWidth !== '0px' || style.boxShadow !== 'none';
  });

// The words of a control, with the elements that they stand in; nothing where it is more than words.
function wordsOf(element) {
  if (!element.matches('a, button, [role=button], [role=link]') || element.disabled || element.matches('[aria-disabled=true]')) return [];
  if (isPictured(element) || everything('*', element).some(isPictured)) return [];
  const found = textNodes(element).filter((node) => isWords(node.data)).map((node) => node.parentElement || node.getRootNode().host);
  return found.every(isShown) ? found : [];
}

const isDrawnPlainly = (chain) => chain.every((at) => {
  const style = getComputedStyle(at);
  return style.filter === 'none' && style.mixBlendMode === 'normal' && style.textShadow === 'none' && style.backdropFilter === 'none'
    && style.webkitTextStrokeWidth === '0px' && style.webkitBackgroundClip !== 'text';
});

const rgbOf = (colour) => (colour.match(/^rgb\((\d+), (\d+), (\d+)\)$/) || []).slice(1).map(Number);

const isSame = (one, other) => one.length === 3 && other.length === 3 && one.every((part, index) => Math.abs(part - other[index]) <= 4);

// Whether something is drawn at a point that no finger meets, and no look at what stands there either.
const isDrawnUntouchable = (x, y) => everything('body *').some((at) => {
  const style = getComputedStyle(at);
  if (style.pointerEvents !== 'none' || (isClear(style) && !isPictured(at)) || !isShown(at)) return false;
  const box = at.getBoundingClientRect();
  return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
});

const middleOf = (element) => {
  const box = element.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
};

// The colour behind a text; nothing where it is no single one.
function colourBehind(element) {
  const [x, y] = middleOf(element);
  const stack = stackAt(x, y);
  if (!stack.includes(element)) return [];
  for (const at of stack.slice(stack.indexOf(element))) {
    const style = getComputedStyle(at);
    if (isPictured(at) || style.boxShadow.includes('inset')) return [];
    if (!isClear(style)) return rgbOf(style.backgroundColor);
  }
  return getComputedStyle(document.documentElement).colorScheme.includes('dark') ? [] : [255, 255, 255];
}

const textColour = (element) => rgbOf(getComputedStyle(element).webkitTextFillColor);

// Whether a text has the colour of what is around it. That is quickly asked of every text, and no proof.
function hasColourAround(element, chain) {
  const ground = [...chain, document.body, document.documentElement].filter(Boolean)
    .map((at) => getComputedStyle(at)).find((style) => !isClear(style));
  return isSame(textColour(element), ground ? rgbOf(ground.backgroundColor) : [255, 255, 255]) && isDrawnPlainly(chain);
}

// The same of what is behind it, which has to be on the screen.
const hasColourBehind = (element) => isSame(textColour(element), colourBehind(element)) && !isDrawnUntouchable(...middleOf(element));

// Whether something else is seen where a control is: a card that is a link as a whole, a button that is drawn by its place.
function isDrawnByOthers(element, box) {
  const has = (rect) => across(rect, box) > 1 && down(rect, box) > 1;
  const texts = textNodes(document.body).filter((node) => isWords(node.data)).filter((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].some(has) && !isFaint(chainOf(node.parentElement || node.getRootNode().host));
  });
  const isBox = (at) => {
    const style = getComputedStyle(at);
    return !isClear(style) || style.borderTopWidth !== '0px' || style.boxShadow !== 'none';
  };
  const area = ({ width, height }) => width * height;
  const drawn = (at) => {
    if (isWithin(element, at)) return isPictured(at) && area(at.getBoundingClientRect()) < 4 * area(box);
    return isPictured(at) || isBox(at);
  };
  return texts.length > 0
    || everything('body *').some((at) => has(at.getBoundingClientRect()) && isShown(at) && !isFaint(chainOf(at)) && drawn(at));
}

// Why nobody sees the control, though nothing lies on it: it is transparent, or its words have the colour of what is behind
// them. A page may fade things in as they come onto the screen, so below it nothing is said of transparent ones.
function unseen(element, chain, box, moving) {
  const words = wordsOf(element);
  if (!words.length || chain.some((at) => moving.has(at))) return null;
  if (isFaint(chain)) {
    const isOnScreen = box.top >= 0 && box.bottom <= screen.height;
    return isOnScreen && !stays(chain) && !isDrawnByOthers(element, box) ? 'faint' : null;
  }
  return words.every((at) => hasColourAround(at, chainOf(at)) && hasColourBehind(at)) ? 'colour' : null;
}
