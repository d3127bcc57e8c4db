// The failure and the cancel page: lets the shop release the order, and says so if it was paid after all.

import { ask, el, fill, say, session } from '/assets/shop.js';

const { token } = session();

if (token) {
  el('shop').href = `/order#${token}`;
  const order = await ask('/api/give-up', { token });
  if (order.state === 'paid') {
    fill({ 'ended-title': 'Your order is paid', 'ended-text': 'SEQR has confirmed the payment after all.' });
    document.querySelector('.cross').setAttribute('hidden', '');
    el('shop').href = `/success#${token}`;
    el('shop').textContent = 'Show my receipt';
  } else if (order.state === 'cancelled' || order.state === 'failed') {
    say('The order has been released. Nothing was charged.');
  }
}
