// Measures of the page as it stands, one function each. `screen` is the one that was asked for: with mobile metrics the
// browser widens its viewport to fit content that is too wide, so innerWidth is of no use.
let screen = { width: 0, height: 0 };
const FEW = 40;

const round = (number) => Math.round(number * 100) / 100;

// Boxes are told relative to the page, so the measure is taken with the page scrolled to its top.
function describe(element, box) {
  return {
    selector: selectorOf(element),
    text: textOf(element).slice(0, 80),
    x: round(box.x + scrollX), y: round(box.y + scrollY), width: round(box.width), height: round(box.height),
  };
}

// Inside a container that scrolls or clips by itself, content may be as wide as it likes.
function inScroller(element) {
  for (let at = element.parentElement; at && at !== document.body && at !== document.documentElement; at = at.parentElement) {
    if (getComputedStyle(at).overflowX !== 'visible') return true;
  }
  return false;
}

// Whether the element or something around it is taken out of the flow, as menus and skip links are that wait outside.
function outOfFlow(element) {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    if (['fixed', 'absolute'].includes(getComputedStyle(at).position)) return true;
  }
  return false;
}

function stickingOut() {
  const found = [];
  for (const element of document.body ? document.body.querySelectorAll('*') : []) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const right = box.right + scrollX;
    const left = box.left + scrollX;
    const outside = left >= screen.width || right <= 0;
    if ((right > screen.width + 1 || left < -1) && isShown(element) && !inScroller(element)) {
      // An off-canvas menu may stick out; where it makes the page wider, content_width tells.
      if (outside && outOfFlow(element)) continue;
      found.push(element);
    }
    if (found.length >= FEW) break;
  }
  // The innermost ones are what is too wide; their ancestors only follow.
  return found.filter((element) => !found.some((other) => other !== element && element.contains(other)))
    .map((element) => describe(element, element.getBoundingClientRect()));
}

// A check box that is drawn by its label is as large as both together.
function targetBox(element) {
  const own = element.getBoundingClientRect();
  const boxes = [own];
  for (const label of element.labels || []) {
    if (['checkbox', 'radio'].includes(element.type) && isShown(label)) boxes.push(label.getBoundingClientRect());
  }
  // Content of an inline link may be larger than the link's own box: a picture or a block inside it.
  if (element.localName === 'a') for (const child of element.children) boxes.push(child.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return new DOMRect(left, top, right - left, bottom - top);
}

function isInline(element) {
  if (element.localName !== 'a' || getComputedStyle(element).display !== 'inline') return false;
  return [...element.parentElement.childNodes].some((node) => node.nodeType === 3 && squeeze(node.data).length > 1);
}

function controls() {
  const found = [];
  for (const element of document.querySelectorAll(CONTROLS)) {
    if (!isShown(element)) continue;
    const box = targetBox(element);
    // Kept for screen readers only: one pixel large, or clipped away.
    if (box.width <= 1 || box.height <= 1) continue;
    const outside = box.right + scrollX <= 0 || box.bottom + scrollY <= 0 || box.left >= screen.width;
    if (outside && outOfFlow(element)) continue;
    const described = describe(element, box);
    element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    const now = targetBox(element);
    const x = now.left + now.width / 2;
    const y = now.top + now.height / 2;
    const reachable = onScreen(x, y).inside;
    const top = reachable ? document.elementFromPoint(x, y) : null;
    const label = top && top.closest('label');
    const mine = !top || element.contains(top) || top.contains(element) || (label && label.control === element)
      || [...(element.labels || [])].some((one) => one.contains(top));
    found.push({ element: described, reachable, covered_by: mine ? null : selectorOf(top), inline: isInline(element) });
    if (found.length >= 200) break;
  }
  scrollTo({ top: 0, left: 0, behavior: 'instant' });
  return found;
}

const isVector = (source) => /^data:image\/svg/i.test(source) || /\.svg(\?|#|$)/i.test(source);

// The pixels of a file. `naturalWidth` of the element itself is divided by the density of srcset, so ask a fresh one.
function pixels(source) {
  return new Promise((resolve) => {
    const image = new Image();
    const give = () => resolve({ width: image.naturalWidth, height: image.naturalHeight });
    image.onload = give;
    image.onerror = give;
    setTimeout(give, 1500);
    image.src = source;
  });
}

// The size at which the whole file is shown, whatever part of it is seen.
function shownSize(box, real, fit) {
  if (!real.width || !real.height) return { width: box.width, height: box.height };
  const across = box.width / real.width;
  const down = box.height / real.height;
  const scale = { cover: Math.max(across, down), contain: Math.min(across, down), none: null, 'scale-down': Math.min(across, down) }[fit];
  if (scale === undefined) return { width: box.width, height: box.height };
  if (scale === null) return { width: real.width, height: real.height };
  return { width: real.width * scale, height: real.height * scale };
}

// The URL that a computed background names; of an image-set the one with the most pixels.
function backgroundUrl(value) {
  const set = [...value.matchAll(/url\("([^"]+)"\)\s*([\d.]+)(x|dppx)/g)].map((match) => ({ url: match[1], density: Number(match[2]) }));
  if (value.includes('image-set') && set.length) {
    set.sort((a, b) => b.density - a.density);
    return { url: set[0].url, density: set[0].density };
  }
  const plain = value.match(/url\("([^"]+)"\)/);
  return plain ? { url: plain[1], density: 1 } : null;
}

async function images() {
  const found = [];
  for (const element of document.querySelectorAll('img')) {
    const box = element.getBoundingClientRect();
    const source = element.currentSrc || element.src;
    if (!source || !isShown(element) || box.width < 3 || box.height < 3) continue;
    const real = await pixels(source);
    const shown = shownSize(box, real, getComputedStyle(element).objectFit);
    found.push({ element: { ...describe(element, box), width: round(shown.width), height: round(shown.height) }, source: source.slice(0, 300), vector: isVector(source), pixel_width: real.width, pixel_height: real.height });
    if (found.length >= FEW) break;
  }
  for (const element of document.body ? document.body.querySelectorAll('*') : []) {
    if (found.length >= FEW) break;
    const style = getComputedStyle(element);
    if (!style.backgroundImage.includes('url(')) continue;
    const box = element.getBoundingClientRect();
    const background = backgroundUrl(style.backgroundImage);
    if (!background || !isShown(element) || box.width < 3 || box.height < 3) continue;
    const real = await pixels(background.url);
    const size = style.backgroundSize.split(',')[0].trim();
    let shown;
    if (size === 'cover' || size === 'contain') shown = shownSize(box, real, size);
    else {
      const [wide, high] = size.split(' ');
      const length = (text, whole) => (text === undefined || text === 'auto' ? null : text.endsWith('%') ? (parseFloat(text) / 100) * whole : parseFloat(text));
      const width = length(wide, box.width);
      const height = length(high, box.height);
      const natural = { width: real.width / background.density, height: real.height / background.density };
      if (width === null && height === null) shown = natural;
      else if (height === null) shown = { width, height: (width * natural.height) / (natural.width || 1) };
      else if (width === null) shown = { width: (height * natural.width) / (natural.height || 1), height };
      else shown = { width, height };
    }
    found.push({ element: { ...describe(element, box), width: round(shown.width), height: round(shown.height) }, source: background.url.slice(0, 300), vector: isVector(background.url), pixel_width: real.width, pixel_height: real.height });
  }
  return found;
}
