// Helpers that run inside the page under test, for the length of one WebDriver command. `arguments[0]` names the helper,
// `arguments[1]` is its input. Nothing is left behind on the page.
const LIMIT = 20000;

const EXAMPLES = {
  date: '`2027-05-14`', time: '`18:30`', 'datetime-local': '`2027-05-14T18:30`', month: '`2027-05`', week: '`2027-W20`',
};
const some = (texts, none = 'none') => (texts.slice(0, 6).join(', ') || none) + (texts.length > 6 ? ` and ${texts.length - 6} more` : '');
const cut = (text, length) => (text.length > length ? text.slice(0, length) + '…' : text);

// `text=Pay` names the control whose whole visible text is that; failing one, the shortest that contains it.
function find(target) {
  if (target.startsWith('text=')) {
    const wanted = squeeze(target.slice(5)).toLowerCase();
    const named = everything(CONTROLS + ', label, [tabindex]')
      .map((element) => ({ element, text: textOf(element).toLowerCase() }))
      .filter(({ text }) => text.includes(wanted));
    named.sort((a, b) => isShown(b.element) - isShown(a.element) || a.text.length - b.text.length);
    return named.length ? named[0].element : null;
  }
  const [first, ...deeper] = target.split('>>>');
  const plain = deeper.length ? [] : [...document.querySelectorAll(first)];
  const all = deeper.reduce(
    (hosts, part) => hosts.flatMap((host) => (host.shadowRoot ? everything(part, host.shadowRoot) : [])),
    [...plain, ...everything(first).filter((element) => !plain.includes(element))],
  );
  // While a dialog has the page to itself, what stands outside of it is not meant.
  const modal = everything('dialog:modal');
  const isWithinReach = (element) => isShown(element) && (!modal.length || modal.some((dialog) => isWithin(element, dialog)));
  return all.find(isWithinReach) || all.find(isShown) || all[0] || null;
}

// Touching a label is touching its control, and an overlay inside a control belongs to it.
function sameControl(element, top) {
  if (!top) return false;
  if (element.contains(top) || top.contains(element) && top.matches(CONTROLS)) return true;
  const label = top.closest('label');
  return Boolean(label && label.control === element) || Boolean(element.labels && [...element.labels].some((l) => l.contains(top)));
}

const isClosedList = (field) => field.matches('select') && !field.multiple && field.size <= 1;

// What stands in a field for everybody to read.
function writtenIn(field) {
  const silent = ['hidden', 'password', 'checkbox', 'radio', 'range', 'color', 'file', 'image'];
  return silent.includes(field.type) || !isShown(field) ? '' : squeeze(field.value);
}

// A price is often written with raised cents and no point: 23⁸⁰. What is read aloud has one.
function withPoint(text, element) {
  if (element.childElementCount || !/^\s*\d\d\s*$/.test(element.textContent)) return text;
  const raised = element.localName === 'sup' || ['super', 'top', 'text-top'].includes(getComputedStyle(element).verticalAlign);
  const before = element.previousSibling ? element.previousSibling.textContent.match(/(\d[\d.,' \u00A0\u202F]*)$/) : null;
  if (!raised || !before) return text;
  const [whole, cents] = [before[1], element.textContent.trim()];
  return text.split(whole + cents).join(`${whole}.${cents}`);
}

// The text of a part of the page as a customer reads it. `innerText` has every option of a list that is closed, and nothing
// of fields, of shadow trees and of frames.
function readText(part) {
  let text = part.innerText || '';
  const further = [];
  for (const element of [part, ...part.querySelectorAll('*')]) {
    if (element.localName === 'select' && isClosedList(element) && isShown(element)) {
      const all = element.innerText;
      if (all && text.includes(all)) text = text.replace(all, () => choiceOf(element));
      else further.push(choiceOf(element));
    } else if (element.matches('input, textarea')) {
      further.push(writtenIn(element));
    } else if (element.matches('sup, span, small, b, strong, i, em')) {
      text = withPoint(text, element);
    } else if (element.localName === 'iframe' && isShown(element)) {
      // Nothing can be read in frames of others.
      const body = element.contentDocument && element.contentDocument.body;
      if (body) further.push(readText(body));
    }
    if (element.shadowRoot) {
      for (const node of element.shadowRoot.childNodes) {
        if (node.nodeType === Node.TEXT_NODE && isShown(element)) further.push(squeeze(node.data));
        else if (node.nodeType === Node.ELEMENT_NODE && isShown(node)) further.push(readText(node));
      }
    }
  }
  return [text, ...further.filter(Boolean)].join('\n');
}

// What the page says. Of what is not shown at all, `innerText` is everything that stands in the document.
function seenText() {
  const shown = [document.documentElement, document.body].every((part) => part && getComputedStyle(part).display !== 'none');
  return shown ? readText(document.body) : '';
}

// Kinds of fields into which no keys can be typed, or only in the order of the browser's own language.
const PICKED = ['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range'];

// Kinds of fields that are touched.
const TOUCHED = ['checkbox', 'radio', 'button', 'submit', 'reset', 'image'];

// Whether a box is ticked; null of what is no box. A label stands for its box.
function isTicked(element) {
  const label = element.closest('label');
  const box = (label && label.control) || element;
  if (box.localName === 'input' && box.type === 'checkbox') return box.checked;
  const role = box.closest('[role=checkbox], [role=switch]');
  return role ? role.getAttribute('aria-checked') === 'true' : null;
}

// Sets what the customer would have picked: frameworks hide a field's own property, and wait for one of the two events.
function choose(field, property, value) {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), property).set.call(field, value);
  for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
}

// What moves without the page's scripts.
const MOVING = 'video, audio, animate, animateMotion, animateTransform, set, marquee, meta[http-equiv=refresh i]';

// What is not there after so long, in milliseconds, does not come in: it is at work.
const LONGEST_ENTRY = 2000;

// For how many milliseconds an animation will still run, where that is not for long; 0 otherwise.
function remains({ playbackRate, timeline, currentTime, effect }, document) {
  if (timeline !== document.timeline || !effect) return 0;
  const left = (effect.getComputedTiming().endTime - currentTime) / playbackRate;
  return left > 0 && left <= LONGEST_ENTRY ? left : 0;
}

// Of a page and its frames: for how many milliseconds nothing is due (`agenda.js`), 0 where that is not known; and for how many
// something comes in, goes out or takes on another shape, 0 where nothing does.
function motion(view) {
  try {
    const { document } = view;
    const running = animations(document).filter(({ playState }) => playState === 'running');
    const agenda = view[Symbol.for('seqr-cert agenda')];
    const found = {
      still_ms: document.querySelector(MOVING) || running.length || !agenda ? 0 : agenda(),
      moves_ms: Math.max(0, ...running.map((animation) => remains(animation, document))),
    };
    for (let at = 0; at < view.length; at += 1) {
      const inner = motion(view[at]);
      found.still_ms = Math.min(found.still_ms, inner.still_ms);
      found.moves_ms = Math.max(found.moves_ms, inner.moves_ms);
    }
    return found;
  } catch {
    // A frame of others, or functions that the page has replaced.
    return { still_ms: 0, moves_ms: 0 };
  }
}

const inWords = (control) => `\`${cut(selectorOf(control), 60)}\`` + (textOf(control) ? ` “${cut(textOf(control), 40)}”` : '');

const helpers = {
  // Is the target there, visible, enabled, and where is its centre on the screen?
  locate({ target, scroll, insist }) {
    let element;
    try {
      element = find(target);
    } catch (error) {
      return { problem: `is not a selector that the browser understands (${error.message})` };
    }
    if (!element) return { problem: 'is not on the page' };
    if (!isShown(element)) return { problem: 'is on the page, but not visible' };
    const off = element.matches(':disabled') || (!insist && element.getAttribute('aria-disabled') === 'true');
    if (off) return { problem: 'is visible, but disabled' };
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
    return {
      x: Math.round(finger.x), y: Math.round(finger.y), href: link ? link.getAttribute('href') : null,
      selector: selectorOf(element), ticked: isTicked(element),
    };
  },

  // Chooses from a list or picks a date and the like. `type` where keys have to be typed, which is not done from here.
  pick({ target, text }) {
    const field = find(target);
    if (!field) return { problem: 'is not on the page' };
    const wanted = squeeze(text);
    if (field.localName === 'select') {
      const options = [...field.options].filter((option) => !option.disabled);
      const texts = options.map((option) => squeeze(option.label));
      // As when it is typed: the first that begins so.
      const begins = (label) => label.toLowerCase().startsWith(wanted.toLowerCase());
      const at = [texts.indexOf(wanted), options.findIndex((option) => option.value === text), texts.findIndex(begins)].find((found) => found >= 0);
      if (at === undefined) return { problem: `has no option \`${cut(wanted, 60)}\`; it has ${some(texts.map((label) => `“${cut(label, 40)}”`))}` };
      choose(field, 'selectedIndex', options[at].index);
      return {};
    }
    const kind = field.localName === 'input' ? field.type : field.localName;
    if (TOUCHED.includes(kind)) return { problem: `is a ${kind}, into which nothing is typed; touch it with \`tap:\`` };
    if (field.localName !== 'input' || !PICKED.includes(field.type)) return { type: true, field };
    choose(field, 'value', text);
    if (field.value !== text && !['range', 'color'].includes(field.type)) {
      return { problem: `takes no \`${cut(text, 60)}\`: a field for ${field.type} is filled as in HTML, such as ${EXAMPLES[field.type]}` };
    }
    return {};
  },

  // The fields that keep the browser from sending the form of a control, with what it tells the customer.
  unsendable({ target }) {
    const control = find(target);
    const form = control && (control.form || control.closest('form'));
    if (!form || form.noValidate) return '';
    const invalid = [...form.elements].filter((field) => field.willValidate && !field.validity.valid);
    return some(invalid.map((field) => `\`${selectorOf(field)}\` (${squeeze(field.validationMessage)})`), '');
  },

  // Payment triggers that stand on the page as links.
  triggers() {
    const links = everything('a[href]').filter((link) => /^\s*seqr:/i.test(link.getAttribute('href')) && isShown(link));
    return some(links.map(inWords), '');
  },

  // What a profile might have meant.
  controls() {
    return some(everything(CONTROLS).filter(isShown).map(inWords), '');
  },

  // A mark of the page's state, for how long nothing is due, and for how long something is on its way. Two equal marks mean
  // that nothing has moved between them.
  pulse() {
    const body = document.body;
    const mark = [
      document.readyState, location.href, document.getElementsByTagName('*').length,
      body ? body.textContent.length : -1, body ? body.className.length : -1, document.fonts ? document.fonts.status : '',
    ].join('|');
    return { mark, ...motion(window) };
  },

  // What a page says of itself; its document as well, bounded, where that is asked for; and whether controls can be touched.
  page({ document_limit, controls }) {
    const html = document_limit && document.documentElement ? document.documentElement.outerHTML : '';
    return {
      url: location.href,
      title: cut(document.title, 200),
      text: cut(seenText().trim(), LIMIT),
      // The element that `spec::HOSTILE_MARKUP` becomes where it is taken for HTML.
      injected: [...document.querySelectorAll('seqr-cert-probe, [seqr-cert-probe]')].slice(0, 5).map((element) => cut(selectorOf(element), 200)),
      usable: controls.map((target) => (target === null ? null : !helpers.locate({ target, scroll: true }).problem)),
      html: html.length > document_limit ? html.slice(0, document_limit) + '\n<!-- cut here: the document is longer -->' : html,
    };
  },
};

return helpers[arguments[0]](arguments[1]);
