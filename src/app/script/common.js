// Shared by the scripts that run inside the page under test; put in front of each of them.
const squeeze = (text) => (text || '').replace(/\s+/g, ' ').trim();

// A selector that a person can paste into the browser's console.
function selectorOf(element) {
  if (element.id && document.querySelectorAll('#' + CSS.escape(element.id)).length === 1) return '#' + CSS.escape(element.id);
  const parts = [];
  for (let at = element; at && at.nodeType === 1 && at !== document.documentElement; at = at.parentElement) {
    if (at.id && document.querySelectorAll('#' + CSS.escape(at.id)).length === 1) {
      parts.unshift('#' + CSS.escape(at.id));
      break;
    }
    let part = at.localName;
    part += [...at.classList].slice(0, 2).map((name) => '.' + CSS.escape(name)).join('');
    const family = at.parentElement ? [...at.parentElement.children] : [];
    if (family.filter((child) => child.matches(part)).length > 1) part += `:nth-child(${family.indexOf(at) + 1})`;
    parts.unshift(part);
    if (parts.length >= 4) break;
  }
  return parts.join(' > ');
}

function isShown(element) {
  if (!element.getClientRects().length) return false;
  const box = element.getBoundingClientRect();
  if (box.width < 1 || box.height < 1) return false;
  if (element.checkVisibility && !element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })) return false;
  return getComputedStyle(element).visibility !== 'hidden' && !element.closest('[inert]');
}

const textOf = (element) => squeeze(element.innerText || element.value || element.getAttribute('aria-label') || element.getAttribute('alt') || element.title || '');

// Where a point of the layout is on the screen. The two differ on pages that are wider than the screen: of their layout
// only a part is seen, which moves by itself. A finger aims at the screen.
function onScreen(x, y) {
  const seen = window.visualViewport || { offsetLeft: 0, offsetTop: 0, width: innerWidth, height: innerHeight };
  const at = { x: x - seen.offsetLeft, y: y - seen.offsetTop };
  return { ...at, inside: at.x >= 0 && at.y >= 0 && at.x <= seen.width && at.y <= seen.height };
}

const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [role=tab], [role=checkbox], [role=radio], [role=switch], [onclick]';

