// What is wider than the screen. Put behind boxes.js.

const MOST_BEYOND = 400;

// Inside a container that scrolls or clips by itself, content may be as wide as it likes.
function inScroller(element, isText) {
  return chainOf(element).slice(isText ? 0 : 1).some((at) => getComputedStyle(at).overflowX !== 'visible');
}

const isPlaced = (element) => chainOf(element).some(isMoved);

// A shape that says nothing and does nothing may reach over an edge.
function isOrnament(element) {
  const content = `img, svg, video, canvas, iframe, ${CONTROLS}`;
  return isPlaced(element) && !squeeze(element.textContent) && !element.matches(content) && !element.querySelector(content);
}

// The outermost ones are what is too wide: what is in them fills them, and what is around them still fits.
const outermost = (found) => found.filter((element) => !found.some((other) => other !== element && isWithin(element, other)));

// Texts that go on beyond the box of their element, such as words that find no place to wrap.
function textBoxes() {
  return textNodes(document.body).slice(0, 4000).flatMap((node) => {
    const element = node.parentElement || node.getRootNode().host;
    if (!squeeze(node.data) || !element) return [];
    const range = document.createRange();
    range.selectNodeContents(node);
    return [{ element, box: range.getBoundingClientRect(), isText: true }];
  });
}

// Everything with its box that reaches beyond an edge of the screen, those excepted that are in containers of their own.
function beyondEdges() {
  if (!document.body) return [];
  return everything('*', document.body).map((element) => ({ element, box: element.getBoundingClientRect() })).concat(textBoxes())
    .filter(({ element, box, isText }) => box.width && box.height && (box.right + scrollX > screen.width + 1 || box.left + scrollX < -1)
      && isShown(element) && !inScroller(element, isText));
}

const told = (found) => {
  const boxes = new Map(found.map(({ element, box }) => [element, box]));
  return outermost([...boxes.keys()].slice(0, MOST_BEYOND)).slice(0, FEW).map((element) => describe(element, boxes.get(element)));
};

// An off-canvas menu may stick out; where it makes the page scroll, `sideways` tells.
function stickingOut() {
  return told(beyondEdges().filter(({ element, box }) => {
    const outside = box.left + scrollX >= screen.width || box.right + scrollX <= 0;
    return !(outside && isPlaced(element)) && !isOrnament(element);
  }));
}

const contentWidth = () => Math.max(document.documentElement.scrollWidth, document.body ? document.body.scrollWidth : 0);

// How far the page scrolls sideways, and what makes it so. A page that does not take the width of the device is laid out
// wider and shrunk, which is another matter.
function sideways() {
  const edge = Math.max(screen.width, document.documentElement.clientWidth);
  const by = contentWidth() - edge;
  if (by <= 1 || isLocked('X')) return { by: 0, elements: [] };
  const isFixed = (element) => chainOf(element).some((at) => getComputedStyle(at).position === 'fixed');
  const reaching = beyondEdges().filter(({ element, box }) => box.right + scrollX > edge + 1 && !isFixed(element));
  return { by: round(by), elements: told(reaching) };
}
