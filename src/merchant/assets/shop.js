// What all pages of the shop have in common.

/** The element with this id. */
export const el = (id) => document.getElementById(id);

/** What the app put behind the #: TOKEN, or TOKEN_INVOICEREFERENCE. It never becomes part of a URL's query. */
export function session() {
  const [token, reference] = location.hash.slice(1).split('_', 2);
  return { token, reference: /^\d+$/.test(reference ?? '') ? reference : null };
}

/** Asks the shop's own API. Answers always; with a `problem` when something is wrong. */
export async function ask(path, question) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(question),
    });
    return response.ok ? await response.json() : { problem: 'shop-unavailable' };
  } catch {
    return { problem: 'offline' };
  }
}

const words = {
  'no-session': ['Open the shop with SEQR', 'Scan the code at the cinema with the SEQR app. It brings you here, ready to buy.'],
  'session-unknown': ['Your visit has expired', 'SEQR does not know this visit any more. Please scan the code again with the SEQR app.'],
  'seqr-unavailable': ['SEQR is not available', 'We cannot reach SEQR at the moment. Nothing was charged. Please try again in a minute.'],
  'not-on-sale': ['That is not on sale', 'Please choose another film, seat or number of tickets.'],
  'already-paid': ['You have these tickets', 'This order is already paid. Go back to find your receipt.'],
  'shop-unavailable': ['We have a problem', 'Our box office cannot answer at the moment. Please try again in a minute.'],
  offline: ['No connection', 'We cannot reach the box office. Check that you are online, then try again.'],
};

/** Title and text for the customer. */
export const explain = (problem) => words[problem] ?? words['shop-unavailable'];

/** Says something to those who see the page and to those who hear it. */
export function say(text) {
  el('message').textContent = text;
}

/** Shows one of the page's sections and hides the others. */
export function show(id) {
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== id;
}

/** Fills elements with text; never with HTML, because some of it comes from elsewhere. */
export function fill(texts) {
  for (const [id, text] of Object.entries(texts)) el(id).textContent = text;
}

/** Shows the section that explains a problem. `retry` is whether trying again makes sense. */
export function trouble([title, text], retry) {
  fill({ 'problem-title': title, 'problem-text': text });
  el('retry').hidden = !retry;
  show('problem');
  el('problem-title').focus();
}

// Another customer's fragment in the same window is another visit.
addEventListener('hashchange', () => location.reload());
