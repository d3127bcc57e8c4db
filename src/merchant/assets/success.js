// The success page. That the app has opened it is no proof of a payment: only SEQR's PAID is, and the shop asks for it.

import { ask, el, explain, fill, session, show, trouble } from '/assets/shop.js';

const visit = session();
const patience = 15_000;
const pause = 1_000;

const outcomes = {
  none: ['No order found', 'We have no order for this visit. If you just chose tickets, please start again.'],
  cancelled: ['This order was cancelled', 'It was not paid, and no tickets were issued.'],
  failed: ['The payment failed', 'SEQR did not complete it, and no tickets were issued.'],
};
const unconfirmed = [
  'Not confirmed yet',
  'SEQR has not confirmed this order, so there are no tickets yet. You can check again, or look into the SEQR app.',
];

function receipt(paid) {
  fill({
    'receipt-when': paid.time,
    'receipt-show': paid.show,
    'receipt-hall': paid.hall,
    'receipt-tickets': paid.tickets,
    'receipt-seats': paid.seats,
    'receipt-amount': paid.amount,
    'receipt-reference': paid.reference ?? '',
  });
  el('receipt-reference-row').hidden = !paid.reference;
  show('receipt');
  el('receipt-title').focus();
}

async function check() {
  if (!visit.token) return trouble(explain('no-session'), false);
  show('waiting');
  const end = Date.now() + patience;
  for (;;) {
    const order = await ask('/api/status', visit);
    if (order.state === 'paid') return receipt(order.receipt);
    if (outcomes[order.state]) return trouble(outcomes[order.state], false);
    if (order.problem === 'session-unknown') return trouble(explain(order.problem), false);
    if (Date.now() > end) return trouble(order.problem ? explain(order.problem) : unconfirmed, true);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

el('retry').addEventListener('click', check);
check();
