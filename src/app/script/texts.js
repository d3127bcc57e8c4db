// Measures how the page's texts can be read: those that are cut, those that lie on each other, those that are small.
// Put behind boxes.js. Where it cannot be sure that a customer sees a fault, it says nothing.

// What a customer reads has letters or digits; stars and arrows are drawings.
const isWords = (text) => /[\p{L}\p{N}]/u.test(text);

// Hidden on purpose, on the move, turned, or not laid out as plain text: nothing is said about these.
function isPlain(chain, moving) {
  return chain.every((at) => {
    if (moving.has(at) || at.matches('svg, ruby, sub, sup, [aria-hidden=true], option, textarea, noscript')) return false;
    const style = getComputedStyle(at);
    const turned = style.transform !== 'none' && !/^matrix\([^,]+, 0, 0,/.test(style.transform);
    return !turned && style.clip === 'auto' && style.clipPath === 'none' && Number(style.opacity) > 0.1;
  });
}

// The part of a line that letters fill: half of the font's size around the middle, whatever the line's height.
function lettersOf(rect, size) {
  const middle = rect.top + rect.height / 2;
  return { left: rect.left, right: rect.right, top: middle - size / 4, bottom: middle + size / 4 };
}

// The element that cuts through the letters; `gone` where nothing of them is left. What may be scrolled is not cut, and a
// box that is moved aside as a whole, such as the next picture of a carousel, is not a text that does not fit.
function cut(letters, chain, size) {
  const block = chain.find((at) => !getComputedStyle(at).display.startsWith('inline')) || chain[0];
  const own = block.getBoundingClientRect();
  const within = chain.indexOf(block);
  let wide = true;
  let high = true;
  for (const [index, at] of chain.entries()) {
    const style = getComputedStyle(at);
    if (['auto', 'scroll'].includes(style.overflowX)) wide = false;
    if (['auto', 'scroll'].includes(style.overflowY)) high = false;
    const cutsX = ['hidden', 'clip'].includes(style.overflowX);
    const cutsY = ['hidden', 'clip'].includes(style.overflowY);
    if ((!cutsX && !cutsY) || style.display === 'inline') continue;
    const box = at.getBoundingClientRect();
    if ((cutsX && across(letters, box) < 1) || (cutsY && down(letters, box) < 1)) return { gone: true };
    const missingX = letters.right - letters.left - across(letters, box);
    if (isShortened(style, at)) return style.textOverflow === 'ellipsis' && missingX > 1 ? { dots: at } : {};
    const aside = index >= within && (own.left < box.left - 1 || own.right > box.right + 1);
    const missingY = letters.bottom - letters.top - down(letters, box);
    if (cutsX && wide && !aside && missingX > size / 2) return { by: at };
    if (cutsY && high && !aside && missingY > size / 8) return { by: at };
  }
  return {};
}

// Whether something opaque lies between the two, as a layer in front of the page: then only one of them is seen.
function bothSeen(one, other, x, y) {
  const stack = stackAt(x, y);
  const [a, b] = [stack.indexOf(one), stack.indexOf(other)];
  if (a < 0 || b < 0) return false;
  const lower = stack[Math.max(a, b)];
  return stack.slice(Math.min(a, b), Math.max(a, b)).every((at) => {
    const style = getComputedStyle(at);
    const clear = /^rgba\(.*, 0(\.\d+)?\)$/.test(style.backgroundColor) && style.backgroundImage === 'none';
    return isWithin(lower, at) || clear;
  });
}

// Capitals and digits are higher than the part of a line that every letter fills, by a tenth of the font's size at either end.
// Lines may be set closely, but not so that an eighth of the smaller font is on the other.
function areOnEachOther(a, b) {
  const sizes = [a, b].map(({ top, bottom }) => (bottom - top) * 2);
  return down(a, b) + (sizes[0] + sizes[1]) / 10 >= Math.min(3, sizes[0] / 8, sizes[1] / 8);
}

function overlaps(lines) {
  const found = [];
  for (let i = 0; i < lines.length; i += 1) {
    for (let j = i + 1; j < lines.length && found.length < FEW; j += 1) {
      const [a, b] = [lines[i], lines[j]];
      if (a.node === b.node || a.text === b.text || across(a, b) < 3 || !areOnEachOther(a, b)) continue;
      if (found.some((pair) => pair.one === a.element && pair.other === b.element)) continue;
      const x = (Math.max(a.left, b.left) + Math.min(a.right, b.right)) / 2;
      const y = (Math.max(a.top, b.top) + Math.min(a.bottom, b.bottom)) / 2;
      scrollTo({ top: y - innerHeight / 2, left: 0, behavior: 'instant' });
      if (bothSeen(a.element, b.element, x - scrollX, y - scrollY)) found.push({ one: a.element, other: b.element });
    }
  }
  toTop();
  return found.map(({ one, other }) => ({ element: describe(one), by: selectorOf(other) }));
}

// What stands of a text before the dots that shorten it, read from left to right.
function beforeDots(node, dots, size) {
  if (getComputedStyle(dots).direction === 'rtl') return squeeze(node.data);
  const edge = dots.getBoundingClientRect().right - parseFloat(getComputedStyle(dots).paddingRight) - size / 2;
  const range = document.createRange();
  range.setStart(node, 0);
  let length = Math.min(node.data.length, 1000);
  for (; length > 0; length -= 1) {
    range.setEnd(node, length);
    if (range.getBoundingClientRect().right <= edge) break;
  }
  return squeeze(node.data.slice(0, length));
}

// Whether a text cannot be told from what is behind it. Moves the page only where its styles let one think so.
function isLost(element, chain) {
  if (!hasColourAround(element, chain)) return false;
  element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  const lost = hasColourBehind(element);
  toTop();
  return lost;
}

// Texts of the page and of its open shadow trees.
function textNodes(root) {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) found.push(node);
    else if (node.shadowRoot) found.push(...textNodes(node.shadowRoot));
  }
  return found;
}

const MOST_LINES = 400;
const MOST_SEEN = 20000;

// What stands in fields is read like any text.
const valuesOf = (fields) => fields.filter((field) => isShown(field) && field.type !== 'password').map((field) => squeeze(field.value));

function texts() {
  const clipped = new Map();
  const small = new Map();
  const lines = [];
  const seen = [];
  let length = 0;
  const moving = movingElements();
  for (const node of textNodes(document.body || document.documentElement)) {
    if (length >= MOST_SEEN && lines.length >= MOST_LINES) break;
    const element = node.parentElement || node.getRootNode().host;
    const text = squeeze(node.data);
    if (!text || !element || !isShown(element)) continue;
    const chain = chainOf(element);
    const block = chain.find((at) => at.offsetWidth > 0);
    const scale = block ? block.getBoundingClientRect().width / block.offsetWidth : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rows = [...range.getClientRects()].filter((rect) => rect.width >= 2 && rect.right > 0 && rect.bottom > 0)
      .map((rect) => ({ letters: lettersOf(rect, size), ...cut(lettersOf(rect, size), chain, size) })).filter(({ gone }) => !gone);
    if (!rows.length) continue;
    if (chain.some((at) => moving.has(at)) || (!isFaint(chain) && !isLost(element, chain))) {
      const { dots } = rows.find((row) => row.dots) || {};
      seen.push(dots ? beforeDots(node, dots, size) : text);
      length += text.length + 1;
    }
    if (!isWords(text) || lines.length >= MOST_LINES || !isPlain(chain, moving)) continue;
    small.set(element, size);
    const floating = stays(chain);
    for (const { letters, by } of rows) {
      if (by) clipped.set(element, by);
      else if (!floating) lines.push({ node, element, text, ...letters });
    }
  }
  // In a frame of the page's own nobody looks more closely; of others' nothing can be read.
  const framed = everything('iframe').filter(isShown).map(({ contentDocument }) => contentDocument && contentDocument.body);
  seen.push(...framed.filter(Boolean).map((body) => squeeze(body.innerText)));
  seen.push(...valuesOf(everything('input:not([type=hidden]), textarea')), ...everything('select').filter(isShown).map(choiceOf));
  return {
    clipped: [...clipped].slice(0, FEW).map(([element, by]) => ({ element: describe(element), by: selectorOf(by) })),
    overlapping: overlaps(lines),
    small: [...small].filter(([, size]) => size < 16).sort((a, b) => a[1] - b[1]).slice(0, FEW)
      .map(([element, size]) => ({ element: describe(element), size: round(size) })),
    seen: seen.join(' ').slice(0, MOST_SEEN),
  };
}
