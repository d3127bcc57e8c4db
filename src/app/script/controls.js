// Whether controls can be reached, tapped, and told from each other. Put behind boxes.js. Where it cannot be sure that a
// customer's finger fails, it says nothing.

const MOST_CONTROLS = 200;

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

// Kept for screen readers only: one pixel large, or clipped away; or drawn by nothing but a label.
function isMinute(element) {
  const box = element.getBoundingClientRect();
  return !isShown(element) || box.width <= 1 || box.height <= 1
    || chainOf(element).some((at) => {
      const style = getComputedStyle(at);
      return style.clipPath === 'inset(50%)' || style.clipPath === 'inset(100%)' || /^rect\((0|1)px,? (0|1)px,? (0|1)px,? (0|1)px\)$/.test(style.clip);
    });
}

// A label stands for a control that is not seen itself.
function isTarget(element) {
  if (element.localName === 'label' && !element.matches('[onclick], [role]')) {
    const { control } = element;
    if (!control || !['checkbox', 'radio', 'file'].includes(control.type) || !isMinute(control)) return false;
  }
  return !isMinute(element) && getComputedStyle(element).pointerEvents !== 'none';
}

// What a finger aims at, in the order of the page.
function targets() {
  const found = [];
  for (const element of everything(`${CONTROLS}, label`)) {
    if (found.length >= MOST_CONTROLS) break;
    if (isTarget(element)) found.push(element);
  }
  return found;
}

// Whether the control belongs to a sheet that waits below the screen. A panel that is fixed and too tall is none.
function isOfSheet(box, chain) {
  const sheet = chain.findIndex((at) => getComputedStyle(at).position === 'fixed');
  if (sheet < 0 || box.top + box.height / 2 < screen.height) return false;
  return chain[sheet].getBoundingClientRect().top >= screen.height - 1 || chain.slice(0, sheet + 1).some(isTransformed);
}

// A menu, sheet or skip link that waits beyond an edge. A single control that was placed to the right of the screen waits for
// nobody.
function waitsOutside(box, chain) {
  if (isOfSheet(box, chain)) return true;
  const beyond = box.left >= screen.width;
  if (!beyond && box.right + scrollX > 0 && box.bottom + scrollY > 0) return false;
  const placed = chain.find(isMoved);
  return Boolean(placed) && !(beyond && placed === chain[0] && getComputedStyle(placed).position === 'absolute');
}

// Where a customer's finger finds the control after scrolling; nothing where it does not get there. What scrolls by script
// alone does not scroll by finger.
function bring(element, chain) {
  const boxes = [...chain, document.body, document.documentElement].filter(Boolean);
  const before = boxes.map((at) => ({ at, left: at.scrollLeft, top: at.scrollTop }));
  const putBack = () => before.forEach(({ at, left, top }) => {
    if (at.scrollLeft !== left) at.scrollLeft = left;
    if (at.scrollTop !== top) at.scrollTop = top;
  });
  const centre = () => {
    const box = targetBox(element);
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };
  // A carousel comes to rest where one of its slides begins.
  ['nearest', 'center', 'start'].some((inline) => {
    element.scrollIntoView({ block: 'center', inline, behavior: 'instant' });
    return onScreen(centre().x, centre().y).inside;
  });
  // A box as tall as the screen stands for the page; in smaller ones something is folded away, which a tap may unfold.
  const shells = before.filter(({ at }) => at !== document.documentElement && at.clientHeight >= screen.height * 0.85
    && ['hidden', 'clip'].includes(getComputedStyle(at).overflowY));
  const moved = shells.filter(({ at, top }) => at.scrollTop !== top);
  moved.forEach(({ at, top }) => { at.scrollTop = top; });
  if (isLocked('Y')) toTop();
  else if (moved.length) scrollBy({ top: centre().y - innerHeight / 2, behavior: 'instant' });
  const { x, y } = centre();
  const beside = isLocked('X') && (x < 0 || x > screen.width);
  const below = shells.map(({ at }) => at.getBoundingClientRect()).some((box) => y < box.top || y > box.bottom);
  return { reachable: onScreen(x, y).inside && !beside && !below, putBack };
}

// Touching a label is touching its control, and an overlay inside a control belongs to it.
function belongs(top, element) {
  if (!top || isWithin(top, element) || isWithin(element, top)) return true;
  const label = top.closest('label');
  return Boolean(label && (label === element || label.control === element || label.control === element.control && element.control))
    || [...(element.labels || [])].some((one) => isWithin(top, one))
    || Boolean(element.localName === 'label' && element.control === top);
}

// What lies on the control while a window is open keeps people off it on purpose.
function isWindow(top, element) {
  const window = top.closest('dialog[open], [aria-modal=true]');
  return Boolean(window) && !isWithin(element, window);
}

// A field without colour on top of what it looks like, as people style file fields.
const standsFor = (top) => top.matches('input, select') && isFaint(chainOf(top));

// What lies on the middle of the control, or on most of it.
function coverOf(element, box) {
  const points = [[0.5, 0.5], [0.2, 0.5], [0.8, 0.5], [0.5, 0.2], [0.5, 0.8]];
  const covers = points.map(([across, down]) => {
    const [x, y] = [box.left + box.width * across, box.top + box.height * down];
    if (!onScreen(x, y).inside) return null;
    const top = topAt(x, y);
    return belongs(top, element) || isWindow(top, element) || standsFor(top) ? null : top;
  });
  const found = covers.filter(Boolean);
  return covers[0] || (found.length > 2 ? found[0] : null);
}

// One of a row of slides, cards or tabs, of which the next one may look out from under the edge.
const isOneOfMany = (at) => Boolean(at.parentElement) && [...at.parentElement.children]
  .some((other) => other !== at && other.localName === at.localName
    && (!at.classList.length || [...at.classList].some((name) => other.classList.contains(name))));

// The box that cuts a control so that a part of it cannot be seen; nothing where it is folded away as a whole, or where the
// box scrolls or moves it sideways.
function cutBy(box, chain) {
  for (const at of chain.slice(1)) {
    const style = getComputedStyle(at);
    if (style.display === 'inline' || style.display === 'contents') continue;
    const around = at.getBoundingClientRect();
    const cuts = (value) => ['hidden', 'clip'].includes(value);
    const scrolls = (value) => ['auto', 'scroll'].includes(value);
    if (scrolls(style.overflowX) || scrolls(style.overflowY)) return null;
    if (!cuts(style.overflowX) && !cuts(style.overflowY)) continue;
    if (across(box, around) < 1 || down(box, around) < 1 || isShortened(style, at)) return null;
    if (cuts(style.overflowY) && box.height - down(box, around) > Math.max(6, box.height / 6)) return at;
    if (cuts(style.overflowX) && box.width > around.width + 6) return at;
    const within = chain.slice(0, chain.indexOf(at));
    const mayCome = within.some((one) => isMoved(one) || isOneOfMany(one)) || at.scrollLeft !== 0;
    if (cuts(style.overflowX) && !mayCome && box.width - across(box, around) > Math.max(6, box.width / 6)) return at;
  }
  return null;
}

// One control partly on another; one that lies on another as a whole is a part of it, as the cross in a search field.
function onEachOther(a, b) {
  const [width, height] = [across(a.box, b.box), down(a.box, b.box)];
  if (width < 4 || height < 4) return false;
  const least = Math.min(a.box.width * a.box.height, b.box.width * b.box.height);
  if (width * height < least / 4 || width * height > least * 0.95) return false;
  if (a.stays !== b.stays || a.faint || b.faint || belongs(a.element, b.element) || belongs(b.element, a.element)) return false;
  const x = Math.max(a.box.left, b.box.left) + width / 2;
  const y = Math.max(a.box.top, b.box.top) + height / 2;
  scrollTo({ top: y - innerHeight / 2, left: 0, behavior: 'instant' });
  const stack = stackAt(x - scrollX, y - scrollY);
  const has = (element) => stack.some((at) => isWithin(at, element));
  const both = has(a.element) && has(b.element);
  toTop();
  return both;
}

// From the middle of one control to the edge of the other.
function distance(from, to) {
  const x = from.left + from.width / 2;
  const y = from.top + from.height / 2;
  return Math.max(to.left - x, x - to.right, to.top - y, y - to.bottom);
}

function aroundEachOther(all) {
  const overlapping = [];
  const close = [];
  for (const a of all) {
    let nearest = null;
    for (const b of all) {
      if (a === b || belongs(a.element, b.element) || belongs(b.element, a.element)) continue;
      if (all.indexOf(a) < all.indexOf(b) && overlapping.length < FEW && onEachOther(a, b)) {
        overlapping.push({ element: describe(a.element, a.box), by: selectorOf(b.element) });
      }
      const between = distance(a.box, b.box);
      // What lies on the other is no neighbour of it.
      const apart = across(a.box, b.box) < 1 || down(a.box, b.box) < 1;
      if (apart && a.stays === b.stays && !a.faint && !b.faint && between < 24 && (!nearest || between < nearest.distance)) {
        nearest = { element: a, by: b, distance: between };
      }
    }
    if (nearest && !a.inline) close.push(nearest);
  }
  close.sort((one, other) => one.distance - other.distance);
  return {
    overlapping,
    close: close.slice(0, FEW).map((pair) => ({
      element: describe(pair.element.element, pair.element.box), by: selectorOf(pair.by.element), distance: round(pair.distance),
    })),
  };
}

// Every control that does not wait outside, with the box that a finger aims at.
function present() {
  return targets().map((element) => ({ element, box: targetBox(element), chain: chainOf(element) }))
    .filter(({ box, chain }) => !waitsOutside(box, chain));
}

function controls() {
  const moving = movingElements();
  const found = present().map(({ element, box, chain }) => {
    const described = describe(element, box);
    const faint = isFaint(chain) ? unseen(element, chain, box, moving) : null;
    const { reachable, putBack } = bring(element, chain);
    // What is not seen may lie below something that is.
    const cover = reachable && !isFaint(chain) ? coverOf(element, targetBox(element)) : null;
    const coloured = reachable && !cover && !faint && !isFaint(chain) ? unseen(element, chain, box, moving) : null;
    putBack();
    return {
      element: described, reachable, inline: isInline(element), unseen: faint || coloured,
      covered_by: cover ? selectorOf(cover) : null, cover_stays: Boolean(cover) && stays(chainOf(cover)),
    };
  });
  toTop();
  return found;
}

// How controls lie to each other and in the boxes around them. The page stands at its top.
function touch() {
  const moving = movingElements();
  const all = present().map(({ element, box, chain }) => ({
    element, box: new DOMRect(box.left + scrollX, box.top + scrollY, box.width, box.height), chain,
    stays: stays(chain), faint: isFaint(chain), inline: isInline(element),
  }));
  const clipped = all.filter(({ chain }) => !chain.some((at) => moving.has(at)))
    .map(({ element, box, chain }) => ({ element, box, by: cutBy(element.getBoundingClientRect(), chain) }))
    .filter(({ by }) => by).slice(0, FEW)
    .map(({ element, box, by }) => ({ element: describe(element, box), by: selectorOf(by) }));
  return { clipped, ...aroundEachOther(all) };
}
