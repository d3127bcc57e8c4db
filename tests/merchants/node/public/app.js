// The whole service is this one page; the path says where in the journey the customer is. The TOKEN comes in the
// fragment and goes to the server in the body of a POST.

const LEAVE = 'SEQR-ACTION://WIZARD/CANCEL';
const TEXT = {
  failure: ['Betalningen misslyckades', 'Ingen parkering har köpts. Du kan försöka igen.'],
  cancel: ['Du avbröt betalningen', 'Ingen parkering har köpts.'],
  waiting: ['Väntar på bekräftelse', 'Vi frågar SEQR om din betalning. Det tar några sekunder.'],
  late: ['Betalningen är inte bekräftad', 'SEQR har inte bekräftat någon betalning, så parkeringen gäller inte ännu. Vi fortsätter att fråga.'],
  unpaid: ['Betalningen är inte bekräftad', 'SEQR har ingen betalning, så parkeringen gäller inte.'],
  unknown: ['Ingen beställning', 'Vi hittar ingen beställning för det här besöket.'],
  noToken: ['Okänt besök', 'Öppna tjänsten genom att skanna P-Norrs kod med SEQR-appen.'],
  offline: ['Det gick inte', 'P-Norrs server svarar inte. Försök igen om en liten stund.'],
};
const NAMES = { zon: 'Zon', plats: 'Plats' };
const SOON = 7;
const AT_MOST = 30;

const byId = (id) => document.getElementById(id);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function fragment() {
  const raw = location.hash.slice(1);
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

async function post(url, fields) {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  return { ok: response.ok, data: await response.json() };
}

function only(id) {
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== id;
}

function say([title, text], { again = false } = {}) {
  byId('message-title').textContent = title;
  byId('message-text').textContent = text;
  byId('again').hidden = !again;
  byId('again-link').href = `/order#${encodeURIComponent(fragment().replace(/_\d+$/, ''))}`;
  only('message');
}

function rows(list, pairs) {
  const made = pairs.map(([name, value]) => {
    const row = document.createElement('div');
    const term = document.createElement('dt');
    const detail = document.createElement('dd');
    term.textContent = name;
    detail.textContent = value;
    row.append(term, detail);
    return row;
  });
  list.replaceChildren(...made);
}

function choose(button) {
  for (const other of byId('tariffs').children) other.setAttribute('aria-pressed', String(other === button));
  byId('order').elements.hours.value = button.dataset.hours;
}

async function showShop(token) {
  const { ok, data } = await post('/api/besok', { token });
  if (!ok) {
    say(['Det gick inte', data.message], { again: true });
    return;
  }
  rows(byId('from-code'), data.fromCode.map(([name, value]) => [NAMES[name] ?? name, value]));
  byId('from-code').hidden = data.fromCode.length === 0;
  byId('tariffs').replaceChildren(
    ...data.tariffs.map(({ hours, price }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'tariff';
      button.id = `hours-${hours}`;
      button.dataset.hours = hours;
      button.textContent = `${hours} h\n${price.replace('.', ',')} kr`;
      button.addEventListener('click', () => choose(button));
      return button;
    }),
  );
  choose(byId('tariffs').firstElementChild);
  byId('order').elements.token.value = token;
  only('shop');
}

function showReceipt({ number, plate, hours, amount }) {
  rows(byId('receipt-rows'), [
    ['Biljett', number],
    ['Bil', plate],
    ['Tid', `${hours} h`],
    ['Betalt', `${amount.replace('.', ',')} kr`],
  ]);
  only('receipt');
}

async function followPayment(token) {
  say(TEXT.waiting);
  for (let tries = 1; tries <= AT_MOST; tries += 1) {
    const { data } = await post('/api/kvitto', { token });
    if (data.state === 'paid') {
      showReceipt(data);
      return;
    }
    if (data.state !== 'waiting') {
      say(TEXT[data.state], { again: true });
      return;
    }
    if (tries === SOON) say(TEXT.late);
    await wait(tries < SOON ? 1000 : 3000);
  }
}

async function showEnd(page, token) {
  const { data } = await post('/api/avbrott', { token });
  if (data.state === 'paid') showReceipt(data);
  else say(TEXT[page], { again: true });
}

async function start() {
  const page = location.pathname.slice(1);
  const token = fragment();
  try {
    if (!token) say(TEXT.noToken);
    else if (page === 'order') await showShop(token);
    else if (page === 'success') await followPayment(token);
    else await showEnd(page, token);
  } catch {
    say(TEXT.offline, { again: true });
  }
}

byId('order').addEventListener('submit', () => {
  byId('pay').disabled = true;
  setTimeout(() => {
    byId('pay').disabled = false;
  }, 4000);
});
byId('leave').addEventListener('click', () => {
  location.href = LEAVE;
});
byId('again-link').addEventListener('click', () => {
  if (location.pathname === '/order') setTimeout(() => location.reload());
});
addEventListener('hashchange', () => location.reload());
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

start();
