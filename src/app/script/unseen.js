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

// The colour behind a text; nothing where it is no single one.
function colourBehind(element) {
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const stack = stackAt(x, y);
  if (!stack.includes(element) || isDrawnUntouchable(x, y)) return [];
  for (const at of stack.slice(stack.indexOf(element))) {
    const style = getComputedStyle(at);
    if (isPictured(at) || style.boxShadow.includes('inset')) return [];
    if (!isClear(style)) return rgbOf(style.backgroundColor);
  }
  return getComputedStyle(document.documentElement).colorScheme.includes('dark') ? [] : [255, 255, 255];
}

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
  const isHidden = (at) => isDrawnPlainly(chainOf(at)) && isSame(rgbOf(getComputedStyle(at).webkitTextFillColor), colourBehind(at));
  return words.every(isHidden) ? 'colour' : null;
}
