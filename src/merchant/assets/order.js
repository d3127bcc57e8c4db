// The order page: choose, review, pay. Both views are one page, so that the fragment with the TOKEN stays where it is.

import { ask, el, explain, fill, say, session, show, trouble } from '/assets/shop.js';

const token = session().token;
const shows = [...document.querySelectorAll('input[name=show]')];
const most = Number(el('tickets').dataset.most);

/** The choice for which the trigger below `again` was made. */
let invoiced = null;

/** Whether something was paid before this visit: who buys the same now wants it once more. */
let again = false;

const euros = (cents) => `€ ${(cents / 100).toFixed(2)}`;
const chosen = () => shows.find((input) => input.checked);

/** What the customer has chosen, as the shop's API wants it. */
function choice() {
  return { show: chosen().value, tickets: Number(el('tickets').textContent), seat: el('seat').value };
}

/** Puts a choice on the page; what we do not have is passed over. */
function choose({ show: id, tickets, seat }) {
  (shows.find((input) => input.value === id) ?? chosen() ?? shows[0]).checked = true;
  if (tickets >= 1 && tickets <= most) el('tickets').textContent = tickets;
  if (seat && [...el('seat').options].some((option) => option.value === seat)) el('seat').value = seat;
  refresh();
}

/** Brings everything that follows from the choice up to date. */
function refresh() {
  const { title, when, hall, cents } = chosen().dataset;
  const { tickets, seat } = choice();
  const total = euros(cents * tickets);
  const where = seat ? (tickets > 1 ? `Together, from ${seat}` : seat) : 'Best available';
  el('fewer').disabled = tickets <= 1;
  el('more').disabled = tickets >= most;
  fill({
    'choose-total': total,
    'review-when': when,
    'review-show': title,
    'review-hall': hall,
    'review-tickets': `${tickets} × ${euros(cents)}`,
    'review-seats': where,
    'review-total': total,
  });
  const open = invoiced === JSON.stringify(choice());
  el('again').hidden = !open;
  el('pay').hidden = open;
}

/** Shows the view that the history entry stands for. */
function render(entry) {
  say('');
  if (entry?.choice) choose(entry.choice);
  show(entry?.view ?? 'choose');
  scrollTo(0, 0);
}

function busy(is) {
  for (const id of ['continue', 'pay', 'back']) if (el(id)) el(id).disabled = is;
  document.body.ariaBusy = String(is);
}

/** Tells SEQR's backend, through ours, that this visit begins. */
async function open() {
  if (!token) return trouble(explain('no-session'), false);
  render(history.state);
  busy(true);
  const visit = await ask('/api/session', { token });
  busy(false);
  if (visit.problem) return trouble(explain(visit.problem), visit.problem !== 'session-unknown');
  if (!history.state) choose(visit);
  again = visit.paid;
  el('paid').hidden = !visit.paid;
  el('paid-link').href = `/success#${token}`;
}

/** Gets the invoice and hands over to the app. */
async function pay() {
  busy(true);
  say('Preparing your invoice…');
  const wanted = choice();
  const order = await ask('/api/order', { token, again, ...wanted });
  busy(false);
  if (order.problem === 'session-unknown') return trouble(explain(order.problem), false);
  if (order.problem) return say(explain(order.problem).join('. '));
  invoiced = JSON.stringify(wanted);
  el('again').href = order.trigger;
  refresh();
  say('Now confirm the payment in the SEQR app.');
  location.href = order.trigger;
}

for (const input of shows) input.addEventListener('change', refresh);
el('seat').addEventListener('change', refresh);
el('fewer').addEventListener('click', () => choose({ ...choice(), tickets: choice().tickets - 1 }));
el('more').addEventListener('click', () => choose({ ...choice(), tickets: choice().tickets + 1 }));
el('continue').addEventListener('click', () => {
  // Both entries keep the page's URL, and with it the fragment; Android's own back button takes the same way.
  history.replaceState({ view: 'choose', choice: choice() }, '');
  history.pushState({ view: 'review', choice: choice() }, '');
  render(history.state);
  el('review-title').focus();
});
el('back')?.addEventListener('click', () => {
  history.back();
});
el('pay').addEventListener('click', pay);
el('retry').addEventListener('click', open);
addEventListener('popstate', (event) => render(event.state));
addEventListener('pageshow', (event) => event.persisted && busy(false));

choose({ show: shows[0].value });
open();
