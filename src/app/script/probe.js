// Helpers that run inside the page under test, for the length of one WebDriver command. `arguments[0]` names the helper,
// `arguments[1]` is its input. Nothing is left behind on the page.
const LIMIT = 20000;

const cut = (text, length) => (text.length > length ? text.slice(0, length) + '…' : text);

// `text=Pay` names the control whose whole visible text is that; failing one, the shortest that contains it.
function find(target) {
  if (target.startsWith('text=')) {
    const wanted = squeeze(target.slice(5)).toLowerCase();
    const named = [...document.querySelectorAll(CONTROLS + ', label, [tabindex]')]
      .map((element) => ({ element, text: textOf(element).toLowerCase() }))
      .filter(({ text }) => text.includes(wanted));
    named.sort((a, b) => isShown(b.element) - isShown(a.element) || a.text.length - b.text.length);
    return named.length ? named[0].element : null;
  }
  const all = [...document.querySelectorAll(target)];
  return all.find(isShown) || all[0] || null;
}

// Touching a label is touching its control, and an overlay inside a control belongs to it.
function sameControl(element, top) {
  if (!top) return false;
  if (element.contains(top) || top.contains(element) && top.matches(CONTROLS)) return true;
  const label = top.closest('label');
  return Boolean(label && label.control === element) || Boolean(element.labels && [...element.labels].some((l) => l.contains(top)));
}

// What the page says. Of what is not shown at all, `innerText` is everything that stands in the document.
function seenText() {
  const shown = [document.documentElement, document.body].every((part) => part && getComputedStyle(part).display !== 'none');
  return shown ? document.body.innerText : '';
}

const helpers = {
  // Is the target there, visible, enabled, and where is its centre on the screen?
  locate({ target, scroll }) {
    let element;
    try {
      element = find(target);
    } catch (error) {
      return { problem: `is not a selector that the browser understands (${error.message})` };
    }
    if (!element) return { problem: 'is not on the page' };
    if (!isShown(element)) return { problem: 'is on the page, but not visible' };
    if (element.matches(':disabled') || element.getAttribute('aria-disabled') === 'true') return { problem: 'is visible, but disabled' };
    if (scroll) element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    const box = element.getBoundingClientRect();
    // A link that wraps has several boxes and nothing in the middle of them: aim at the first.
    const aim = element.getClientRects()[0] || box;
    const x = aim.x + aim.width / 2;
    const y = aim.y + aim.height / 2;
    if (scroll) {
      if (!onScreen(x, y).inside) return { problem: 'is visible, but no scrolling brings it onto the screen' };
      const top = topAt(x, y);
      if (!sameControl(element, top)) return { problem: `is covered by \`${top ? selectorOf(top) : 'nothing'}\`` };
    }
    const link = element.closest('a[href]') || element.querySelector('a[href]');
    const finger = onScreen(x, y);
    return { x: Math.round(finger.x), y: Math.round(finger.y), href: link ? link.getAttribute('href') : null, selector: selectorOf(element) };
  },

  // A mark of the page's state; two equal ones in a row mean that nothing moves.
  pulse() {
    const body = document.body;
    return [
      document.readyState, location.href, document.getElementsByTagName('*').length,
      body ? body.textContent.length : -1, body ? body.className.length : -1, document.fonts ? document.fonts.status : '',
    ].join('|');
  },

  // What a page says of itself; its document as well, bounded, where that is asked for.
  page({ document_limit }) {
    const html = document_limit && document.documentElement ? document.documentElement.outerHTML : '';
    return {
      url: location.href,
      title: cut(document.title, 200),
      text: cut(seenText().trim(), LIMIT),
      // The element that `spec::HOSTILE_MARKUP` becomes where it is taken for HTML.
      injected: [...document.querySelectorAll('seqr-cert-probe')].slice(0, 5).map((element) => cut(selectorOf(element), 200)),
      html: html.length > document_limit ? html.slice(0, document_limit) + '\n<!-- cut here: the document is longer -->' : html,
    };
  },
};

return helpers[arguments[0]](arguments[1]);
