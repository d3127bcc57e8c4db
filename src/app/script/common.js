// Shared by the scripts that run inside the page under test; put in front of each of them.
const squeeze = (text) => (text || '').replace(/\s+/g, ' ').trim();

// What stands around an element as it is drawn: leads out of slots and shadow trees.
function around(element) {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function isWithin(inner, outer) {
  for (let at = inner; at; at = around(at)) if (at === outer) return true;
  return false;
}

// Every element that matches, those in open shadow trees as well; a host stands before what is in its tree.
function everything(selector, root = document) {
  const found = [];
  for (const element of root.querySelectorAll('*')) {
    if (element.matches(selector)) found.push(element);
    if (element.shadowRoot) found.push(...everything(selector, element.shadowRoot));
  }
  return found;
}

// What is chosen in a list.
const choiceOf = (list) => squeeze([...list.selectedOptions].map((option) => option.label).join(' '));

// What a style sheet or script moves, fades or colours at the moment. A document does not tell of its shadow trees.
function animations(root = document) {
  const inner = [...root.querySelectorAll('*')].filter((element) => element.shadowRoot);
  return [...root.getAnimations(), ...inner.flatMap((element) => animations(element.shadowRoot))];
}

// Of so many siblings nobody counts those that are alike.
const MANY = 200;

// A selector that a person can paste into the browser's console. ` >>> ` leads into a shadow tree, which no selector can.
function selectorOf(element) {
  const root = element.getRootNode();
  const outside = root instanceof ShadowRoot ? selectorOf(root.host) + ' >>> ' : '';
  const alone = (at) => at.id && root.querySelectorAll('#' + CSS.escape(at.id)).length === 1;
  if (alone(element)) return outside + '#' + CSS.escape(element.id);
  const parts = [];
  for (let at = element; at && at.nodeType === 1 && at !== document.documentElement; at = at.parentElement) {
    if (alone(at)) {
      parts.unshift('#' + CSS.escape(at.id));
      break;
    }
    let part = at.localName;
    part += [...at.classList].slice(0, 2).map((name) => '.' + CSS.escape(name)).join('');
    const family = at.parentElement ? [...at.parentElement.children] : [];
    const alike = family.length > MANY || family.filter((child) => child.matches(part)).length > 1;
    if (alike) part += `:nth-child(${family.indexOf(at) + 1})`;
    parts.unshift(part);
    if (parts.length >= 4) break;
  }
  return outside + (parts.join(' > ') || element.localName);
}

// Nobody can use what stands in an inert part of the page, however deep in shadow trees.
function isInert(element) {
  for (let at = element; at;) {
    if (at.closest('[inert]')) return true;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return false;
}

function isShown(element) {
  if (!element.getClientRects().length) return false;
  const box = element.getBoundingClientRect();
  if (box.width < 1 || box.height < 1) return false;
  if (element.checkVisibility && !element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })) return false;
  return getComputedStyle(element).visibility !== 'hidden' && !isInert(element);
}

const textOf = (element) => squeeze(element.innerText || element.value || element.getAttribute('aria-label') || element.getAttribute('alt') || element.title || '');

// Where a point of the layout is on the screen. The two differ on pages that are wider than the screen: of their layout
// only a part is seen, which moves by itself. A finger aims at the screen.
function onScreen(x, y) {
  const seen = window.visualViewport || { offsetLeft: 0, offsetTop: 0, width: innerWidth, height: innerHeight };
  const at = { x: x - seen.offsetLeft, y: y - seen.offsetTop };
  return { ...at, inside: at.x >= 0 && at.y >= 0 && at.x <= seen.width && at.y <= seen.height };
}

// What stands on the screen at a point; looks into open shadow trees.
function topAt(x, y) {
  let top = document.elementFromPoint(x, y);
  while (top && top.shadowRoot) {
    const inner = top.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === top) break;
    top = inner;
  }
  return top;
}

const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [role=tab], [role=checkbox], [role=radio], [role=switch], [onclick]';
