// Pictures, their pixels, and the size at which they are shown. Put behind boxes.js.

// Backgrounds are looked for in the first elements of a page; asking all of a very long one takes minutes.
const MOST_PAINTED = 10000;

const isVector = (source) => /^data:image\/svg/i.test(source) || /\.svg(\?|#|$)/i.test(source);

// The pixels of a file. `naturalWidth` of the element itself is divided by the density of srcset, so ask a fresh one.
// Nothing where the file takes its time: that is not the same as not being there, which 0 says. An SVG may have no size.
function pixels(source) {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve({ width: image.naturalWidth || 1, height: image.naturalHeight || 1 });
    image.onerror = () => resolve({ width: 0, height: 0 });
    setTimeout(() => resolve(null), 1500);
    image.src = source;
  });
}

// The size at which the whole file is shown, whatever part of it is seen.
function shownSize(box, real, fit) {
  if (!real.width || !real.height) return { width: box.width, height: box.height };
  const wide = box.width / real.width;
  const high = box.height / real.height;
  const scale = { cover: Math.max(wide, high), contain: Math.min(wide, high), none: null, 'scale-down': Math.min(wide, high) }[fit];
  if (scale === undefined) return { width: box.width, height: box.height };
  if (scale === null) return { width: real.width, height: real.height };
  return { width: real.width * scale, height: real.height * scale };
}

// The layers of a computed background, which commas divide outside of brackets and quotation marks.
function layers(value) {
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const sign of value) {
    if (sign === '"') quoted = !quoted;
    if (!quoted) depth += { '(': 1, ')': -1 }[sign] || 0;
    if (sign === ',' && depth === 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim());
}

// The URL that a layer names; of an image-set the one that the screen's density asks for.
function layerUrl(layer) {
  const set = [...layer.matchAll(/url\("([^"]+)"\)\s*([\d.]+)(x|dppx)/g)].map((match) => ({ url: match[1], density: Number(match[2]) }));
  if (layer.includes('image-set') && set.length) {
    set.sort((a, b) => a.density - b.density);
    return set.find((one) => one.density >= devicePixelRatio) || set[set.length - 1];
  }
  const plain = layer.match(/^url\("([^"]+)"\)/);
  return plain ? { url: plain[1], density: 1 } : null;
}

// The size of a background layer by its `background-size`.
function layerSize(size, box, real, density) {
  if (!real.width) return { width: box.width, height: box.height };
  if (size === 'cover' || size === 'contain') return shownSize(box, real, size);
  const [wide, high] = size.split(' ');
  const length = (text, whole) => (text === undefined || text === 'auto' ? null : text.endsWith('%') ? (parseFloat(text) / 100) * whole : parseFloat(text));
  const width = length(wide, box.width);
  const height = length(high, box.height);
  const natural = { width: real.width / density, height: real.height / density };
  if (width === null && height === null) return natural;
  if (height === null) return { width, height: (width * natural.height) / (natural.width || 1) };
  if (width === null) return { width: (height * natural.width) / (natural.height || 1), height };
  return { width, height };
}

// Backgrounds of the element and of what style sheets put before and behind its content.
function backgrounds(element) {
  const box = element.getBoundingClientRect();
  if (box.width < 3 || box.height < 3) return [];
  return [null, '::before', '::after'].flatMap((part) => {
    const style = getComputedStyle(element, part);
    if (!style.backgroundImage.includes('url(') || (part && style.content === 'none')) return [];
    const sizes = layers(style.backgroundSize);
    const own = part ? new DOMRect(box.x, box.y, parseFloat(style.width) || box.width, parseFloat(style.height) || box.height) : box;
    return layers(style.backgroundImage).map((layer, index) => ({ ...layerUrl(layer), size: sizes[index % sizes.length], box: own }))
      .filter((layer) => layer.url);
  });
}

const contentBox = (element, box) => {
  const style = getComputedStyle(element);
  const edge = (side) => parseFloat(style[`padding${side}`]) + parseFloat(style[`border${side}Width`]);
  return { width: box.width - edge('Left') - edge('Right'), height: box.height - edge('Top') - edge('Bottom') };
};

// The file that a phone would show. A browser that has just become another phone may show a file of the one before for a
// while; a copy of the element chooses anew.
async function chosen(element) {
  const now = element.currentSrc || element.src;
  const host = element.parentElement && element.parentElement.localName === 'picture' ? element.parentElement : element;
  if (!element.srcset && host === element) return now;
  const copy = host.cloneNode(true);
  const fresh = copy.localName === 'picture' ? copy.querySelector('img') : copy;
  for (const name of ['onload', 'onerror']) fresh.removeAttribute(name);
  fresh.loading = 'eager';
  const choosing = fresh.decode ? fresh.decode().catch(() => {}) : null;
  await Promise.race([choosing, new Promise((resolve) => setTimeout(resolve, 1000))]);
  return fresh.currentSrc || now;
}

async function ofElement(element) {
  const box = element.getBoundingClientRect();
  const source = await chosen(element);
  const real = await pixels(source);
  if (!real) return null;
  // Known to the page although it cannot be fetched again: nothing can be said of its pixels.
  if (!real.width && element.complete && element.naturalWidth) return null;
  const shown = shownSize(contentBox(element, box), real, getComputedStyle(element).objectFit);
  return seenAs(element, box, source, real, shown, false);
}

async function ofBackground({ element, layer }) {
  const real = await pixels(layer.url);
  if (!real) return null;
  return seenAs(element, layer.box, layer.url, real, layerSize(layer.size, layer.box, real, layer.density), true);
}

const seenAs = (element, box, source, real, shown, background) => ({
  element: { ...describe(element, box), width: round(shown.width), height: round(shown.height) },
  source: source.slice(0, 300), vector: isVector(source), background, pixel_width: real.width, pixel_height: real.height,
});

async function images() {
  const isLarge = (box) => box.width >= 3 && box.height >= 3;
  const pictures = everything('img, input[type=image]')
    .filter((element) => (element.currentSrc || element.src) && isShown(element) && isLarge(element.getBoundingClientRect()));
  const painted = everything(':not(option)').slice(0, MOST_PAINTED)
    .flatMap((element) => backgrounds(element).map((layer) => ({ element, layer })))
    .filter(({ element }) => isShown(element));
  const asked = [...pictures.slice(0, FEW).map(ofElement), ...painted.slice(0, FEW).map(ofBackground)];
  return (await Promise.all(asked)).filter(Boolean);
}
