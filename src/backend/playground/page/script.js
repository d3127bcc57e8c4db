'use strict';

// Everything that comes from the service is put into the page as text, never as HTML.
const byId = (id) => document.getElementById(id);

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('data-') || key.startsWith('aria-') || key === 'role') made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

const MOST_LINES = 500;
const shown = new Map(); // reference -> { card, state }
let clock = 0; // what to add to performance.now() to get the backend's time
let calls = 0;
let greeted = false;

// Telling.

let fade;
function tell(text, wrong) {
  const told = byId('told');
  told.textContent = text;
  told.classList.toggle('error', Boolean(wrong));
  clearTimeout(fade);
  fade = setTimeout(() => { told.textContent = ''; told.classList.remove('error'); }, wrong ? 10000 : 5000);
}

async function press(button, path, done) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  try {
    const response = await fetch(path, { method: 'POST' });
    const answer = await response.json().catch(() => ({ error: `the backend answered ${response.status}` }));
    if (response.ok) done(answer);
    else tell(answer.error, true);
  } catch {
    tell('The backend does not answer; is it still running?', true);
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

// Invoices.

const LOOKS = { ISSUED: 'waits', PENDING_ISSUER_ACKNOWLEDGE: 'waits', RESERVED: 'waits', PAID: 'paid', PARTIALLY_PAID: 'paid', FAILED: 'failed' };
const WORDS = {
  ISSUED: 'waits for the customer', PENDING_ISSUER_ACKNOWLEDGE: 'waits for the merchant', RESERVED: 'reserved', PAID: 'paid',
  PARTIALLY_PAID: 'partially paid', CANCELED: 'cancelled', FAILED: 'failed',
};
const CANCEL = ['cancel', 'Cancel', 'cancelled'];
const EXPIRE = ['expire', 'Let expire', 'expired'];
const ACTIONS = {
  ISSUED: [['pay', 'Pay', 'paid'], ['decline', 'Decline', 'declined'], CANCEL, EXPIRE],
  PENDING_ISSUER_ACKNOWLEDGE: [CANCEL, EXPIRE],
  RESERVED: [EXPIRE],
  PAID: [['notify', 'Notify again', 'notification sent'], EXPIRE],
};
// Whether an action makes sense beyond the status.
const OFFERED = {
  notify: (invoice) => invoice.notification_url,
  expire: (invoice) => invoice.status !== 'PAID' || !invoice.acknowledged,
};

// Without a mode SEQR takes REQUIRE_ACKNOWLEDGMENT.
const waitsForAmount = (invoice) => invoice.acknowledgment_mode !== 'NO_ACKNOWLEDGMENT';

function actionButton(invoice, [action, label, done]) {
  const name = invoice.title || invoice.order || invoice.reference;
  const button = element('button', { type: 'button', className: action === 'pay' ? 'primary' : '', 'data-action': action, 'aria-label': `${label}: ${name}, ${invoice.total}` }, label);
  button.addEventListener('click', () => {
    const told = action === 'pay' && waitsForAmount(invoice) ? 'the customer said yes, and the app waits for the amount' : done;
    press(button, `/playground/invoices/${encodeURIComponent(invoice.reference)}/${action}`, () => tell(`${name}: ${told}`));
  });
  return button;
}

function rowsOf(invoice) {
  const cell = (text) => element('td', {}, text);
  const rows = invoice.rows.map((row) => element('tr', {}, cell(row.description || 'no description'), cell(row.quantity), cell(row.total)));
  const total = element('td', {}, 'Total');
  const amount = element('td', { colSpan: 2 }, invoice.total);
  const head = ['Item', 'Quantity', 'Amount'].map((text) => element('th', { scope: 'col' }, text));
  return element('table', {},
    rows.length ? element('thead', {}, element('tr', {}, ...head)) : null,
    element('tbody', {}, ...rows),
    element('tfoot', {}, element('tr', {}, total, amount)));
}

function notesOf(invoice) {
  const note = (text, look = '') => element('p', { className: `note ${look}` }, text);
  const notes = [];
  if (invoice.status === 'PENDING_ISSUER_ACKNOWLEDGE') {
    const mode = invoice.acknowledgment_mode;
    const why = mode ? `acknowledgmentMode is ${mode}` : 'the invoice has no acknowledgmentMode, which means REQUIRE_ACKNOWLEDGMENT';
    notes.push(note(`The app waits, for ever if need be, until the service calls updateInvoice: ${why}.`, mode ? 'alarm' : 'bad'));
  }
  if (invoice.reversal_at_ms !== null) {
    const alarm = note('', 'alarm');
    alarm.dataset.reversal = invoice.reversal_at_ms;
    notes.push(alarm);
  }
  if (invoice.acknowledged) notes.push(note('The service knows: getPaymentStatus was answered PAID.'));
  if (invoice.reversed) notes.push(note('The payment was reversed: no getPaymentStatus was answered PAID in time.', 'bad'));
  if (invoice.notified.length) notes.push(note(`Notified ${invoice.notified.length === 1 ? 'once' : `${invoice.notified.length} times`}: ${invoice.notified.join('; ')}`));
  return notes;
}

function cardOf(invoice) {
  const id = `invoice-${invoice.reference}`;
  const actions = (ACTIONS[invoice.status] || []).filter(([action]) => OFFERED[action]?.(invoice) ?? true);
  const look = LOOKS[invoice.status] || '';
  const names = [`invoice ${invoice.reference}`, invoice.order ? `order ${invoice.order}` : ''].filter(Boolean).join(' · ');
  return element('article', { className: `card ${look}`, 'aria-labelledby': id },
    element('header', {},
      element('h3', { id }, invoice.title || 'Invoice without a title'),
      element('span', { className: `status ${look}` }, WORDS[invoice.status] || invoice.status)),
    element('p', { className: 'reference' }, names),
    rowsOf(invoice),
    ...notesOf(invoice),
    actions.length ? element('div', { className: 'buttons' }, ...actions.map((action) => actionButton(invoice, action))) : null);
}

function showInvoices(invoices, more) {
  const list = byId('invoices');
  const known = new Set(invoices.map((invoice) => invoice.reference));
  for (const [reference, { card }] of shown) {
    if (!known.has(reference)) { card.remove(); shown.delete(reference); }
  }
  let before = null;
  for (const invoice of invoices) {
    const state = JSON.stringify(invoice);
    const old = shown.get(invoice.reference);
    let card = old?.card;
    if (!old) {
      card = cardOf(invoice);
      if (greeted) {
        card.classList.add('new');
        tell(`New invoice: ${invoice.title || invoice.reference}, ${invoice.total}`);
      }
    } else if (old.state !== state) {
      // A changed card must not take the keyboard's place away.
      const focused = card.contains(document.activeElement) ? document.activeElement.dataset.action || 'pay' : null;
      const fresh = cardOf(invoice);
      card.replaceWith(fresh);
      card = fresh;
      if (focused) {
        const target = card.querySelector(`[data-action="${focused}"]`) || card.querySelector('button') || card.querySelector('h3');
        if (target.tagName === 'H3') target.tabIndex = -1;
        target.focus({ preventScroll: true });
      }
    }
    shown.set(invoice.reference, { card, state });
    const place = before ? before.nextElementSibling : list.firstElementChild;
    if (place !== card) list.insertBefore(card, place);
    before = card;
  }
  const waiting = invoices.filter((invoice) => invoice.status === 'ISSUED').length;
  byId('waiting').hidden = !waiting;
  byId('waiting').textContent = `${waiting} waiting`;
  byId('no-invoices').hidden = invoices.length > 0;
  byId('more-invoices').hidden = !more;
  byId('more-invoices').textContent = `and ${more} older ones, which are in the trace`;
  document.title = waiting ? `(${waiting}) SEQR playground` : 'SEQR playground';
  tick();
}

function tick() {
  for (const note of document.querySelectorAll('[data-reversal]')) {
    const left = Math.max(0, Math.ceil((Number(note.dataset.reversal) - clock - performance.now()) / 1000));
    const text = `Not acknowledged: without getPaymentStatus the payment is reversed in ${left} s.`;
    if (note.textContent !== text) note.textContent = text;
  }
}
setInterval(tick, 250);

// Customers.

const PAGES = { order: 'Order page', success: 'Success', failure: 'Failure', cancel: 'Cancel' };

function showCustomers(customers) {
  const state = JSON.stringify(customers);
  const list = byId('customers');
  if (list.dataset.state === state) return;
  list.dataset.state = state;
  // A changed list must not take the keyboard's place away.
  const focused = document.activeElement?.dataset.token;
  list.replaceChildren(...customers.map((customer) => {
    const links = customer.links.map((link) => element('a', { href: link.url, target: '_blank', rel: 'noopener noreferrer' }, PAGES[link.page]));
    return element('li', {},
      element('p', {}, element('span', { className: 'soft' }, 'TOKEN '), element('span', { className: 'token' }, customer.token)),
      sessionOf(customer),
      links.length ? element('p', { className: 'pages' }, ...links) : null);
  }));
  if (focused) list.querySelector(`select[data-token="${focused}"]`)?.focus({ preventScroll: true });
}

const SESSIONS = {
  open: 'open', expired: 'expired (60)', cancelled: 'cancelled (61)', 'in-progress': 'in progress (62)', unknown: 'unknown (63)',
};

// How getClientSessionInfo answers for this customer.
function sessionOf(customer) {
  const options = Object.entries(SESSIONS).map(([value, text]) => element('option', { value, selected: value === (customer.denied || 'open') }, text));
  const select = element('select', { 'data-token': customer.token }, ...options);
  select.addEventListener('change', () => {
    press(select, `/playground/customers/${encodeURIComponent(customer.token)}/${select.value}`, ({ session }) => tell(`Session ${customer.token}: ${SESSIONS[session]}`));
  });
  return element('label', { className: 'session' }, 'Session ', select);
}

byId('scan').addEventListener('click', (event) => {
  press(event.currentTarget, '/playground/customers', (customer) => tell(`A customer scanned the code: TOKEN ${customer.token}`));
});

byId('other').addEventListener('submit', (event) => {
  event.preventDefault();
  const [input, button] = [byId('code'), event.currentTarget.querySelector('button')];
  press(button, `/playground/codes?text=${encodeURIComponent(input.value.trim())}`, ({ invoice, token }) => {
    input.value = '';
    if (token) { tell(`A customer scanned the code: TOKEN ${token}`); return; }
    tell(`The app shows invoice ${invoice}`);
    const card = shown.get(invoice)?.card;
    card?.scrollIntoView({ block: 'nearest' });
    card?.querySelector('button')?.focus({ preventScroll: true });
  });
});

// Calls.

const time = (ms) => `${(ms / 1000).toFixed(3)} s`;

// One element per line; texts stay on the line of their element, as they are.
function indent(xml) {
  let depth = 0;
  return xml.replace(/>\s*</g, '>\n<').split('\n').map((line) => {
    if (line.startsWith('</')) depth = Math.max(0, depth - 1);
    const indented = '  '.repeat(depth) + line;
    if (/^<[^!?/]/.test(line) && !line.endsWith('/>') && !/<\/[^>]+>$/.test(line)) depth += 1;
    return indented;
  }).join('\n');
}

async function loadMessages(seq, place) {
  try {
    const response = await fetch(`/playground/calls/${seq}`);
    if (!response.ok) throw new Error();
    const messages = await response.json();
    const part = (title, text) => element('section', {}, element('h3', {}, title), element('pre', { tabIndex: 0, 'aria-label': title, role: 'region' }, text === null ? 'empty' : indent(text)));
    place.replaceChildren(part('Request', messages.request), part('Response', messages.response));
  } catch {
    place.replaceChildren(element('p', { className: 'soft' }, 'The messages are not there any more; the report folder may have them.'));
  }
}

function remarksOf(call) {
  const remark = (level, look, text) => element('li', {}, element('span', { className: `level ${look}` }, level), text);
  const all = call.remarks.map(({ level, text }) => remark(level, level === 'must' || level === 'should' ? level : 'plain', text));
  if (call.unreadable) all.unshift(remark('error', 'must', call.unreadable));
  return all.length ? element('ul', { className: 'remarks' }, ...all) : null;
}

function lineOf(line) {
  const { call } = line;
  if (!call) return element('li', { className: 'event' }, element('span', { className: 'what' }, element('span', {}, line.text), element('span', { className: 'when' }, time(line.at_ms))));
  const wrong = !call.succeeded || call.remarks.length > 0;
  const messages = element('div', { className: 'messages' });
  const details = element('details', {},
    element('summary', {},
      element('span', { className: 'what' },
        element('span', { className: 'said' },
          element('b', {}, call.operation || 'unreadable message'),
          element('span', { className: 'result' }, call.result)),
        element('span', { className: 'when' }, `${time(line.at_ms)}, took ${call.took_ms} ms`)),
      call.about ? element('span', { className: 'about' }, call.about) : null,
      remarksOf(call)),
    messages);
  details.addEventListener('toggle', () => { if (details.open && !messages.firstChild) loadMessages(line.seq, messages); });
  return element('li', { className: `${wrong ? 'wrong' : ''} ${call.succeeded ? '' : 'refused'}` }, details);
}

function showLines(lines) {
  const list = byId('lines');
  for (const line of lines) {
    if (line.call) calls += 1;
    const item = lineOf(line);
    if (greeted) item.classList.add('new');
    list.prepend(item);
  }
  while (list.childElementCount > MOST_LINES) list.lastElementChild.remove();
  byId('count').textContent = calls;
  byId('no-calls').hidden = calls > 0;
}

byId('only-wrong').addEventListener('change', (event) => byId('lines').classList.toggle('only-wrong', event.target.checked));

// Live.

function forget() {
  byId('lines').replaceChildren();
  byId('invoices').replaceChildren();
  shown.clear();
  calls = 0;
  greeted = false;
}

function connection(text, look) {
  const at = byId('connection');
  if (at.textContent !== text) at.textContent = text;
  at.className = `connection ${look}`;
}

const source = new EventSource('/playground/events');
source.addEventListener('open', () => connection('live', 'live'));
source.addEventListener('error', () => {
  const closed = source.readyState === EventSource.CLOSED;
  connection(closed ? 'no connection; reload this page' : 'the backend does not answer; trying again', 'gone');
});
source.addEventListener('message', (event) => {
  const update = JSON.parse(event.data);
  if (update.afresh) forget();
  clock = update.now_ms - performance.now();
  showCustomers(update.customers);
  showInvoices(update.invoices, update.more_invoices);
  showLines(update.lines);
  greeted = true;
});

fetch('/playground/desk').then((response) => response.json()).then((desk) => {
  byId('name').textContent = desk.name;
  byId('qr-text').textContent = desk.qr_text;
});
