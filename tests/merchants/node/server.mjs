// P-Norr: parking paid with SEQR. All settings come from the environment (see ../README.md).

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { parseArgs } from 'node:util';
import { Parking, choiceFrom, kronor, tariffs } from './parking.mjs';
import { Seqr, SeqrError, SeqrRefused } from './seqr.mjs';

const { values: options } = parseArgs({ options: { fault: { type: 'string' } } });
const faults = ['success-unverified', 'notification-believed', 'await-forgotten', 'report-once', 'unescaped', 'order-per-tap'];
if (options.fault !== undefined && !faults.includes(options.fault)) stop(`unknown fault: ${options.fault}`);
const missing = ['PORT', 'SEQR_WSDL_URL', 'SEQR_TERMINAL_ID', 'SEQR_TERMINAL_PASSWORD'].filter((name) => !process.env[name]);
if (missing.length > 0) stop(`not set in the environment: ${missing.join(', ')}`);

const port = Number(process.env.PORT);
const seqr = new Seqr(process.env);
const parking = new Parking(seqr, `http://127.0.0.1:${port}/seqr/notification`, options.fault);

// What the staff's tools show at the desk.
const DESK_KEY = 'desk-7731-norr';
const LARGEST_BODY = 16 * 1024;
const HTML = 'text/html; charset=utf-8';
const PERSONAL = new Set(['msisdn', 'subscriberKey', 'PHONE_NUMBER', 'FIRST_NAME', 'LAST_NAME']);
const SEQR_DOWN = 'SEQR går inte att nå just nu. Försök igen om en liten stund.';
const UNKNOWN_VISIT = 'SEQR känner inte till det här besöket, eller så har det gått ut. Skanna koden igen.';

const file = (name, type) => ({ type, body: readFileSync(new URL(`public/${name}`, import.meta.url)) });
// Fault: what comes from elsewhere is written into the page as HTML.
const script = file('app.js', 'text/javascript; charset=utf-8');
if (options.fault === 'unescaped') script.body = script.body.toString().replace('detail.textContent', 'detail.innerHTML');
// Fault: the button stays in use while the form is on its way.
if (options.fault === 'order-per-tap') script.body = script.body.toString().replace("byId('pay').disabled = true;", '');
const app = file('app.html', HTML);
const files = {
  '/order': app,
  '/success': app,
  '/failure': app,
  '/cancel': app,
  '/app.js': script,
  '/app.css': file('app.css', 'text/css; charset=utf-8'),
  '/p-norr.png': file('p-norr.png', 'image/png'),
};

const posts = {
  '/api/besok': visit,
  '/betala': pay,
  '/api/kvitto': receipt,
  '/api/avbrott': left,
  '/seqr/notification': notification,
  '/admin/close': closePeriod,
  '/admin/refund': refund,
  '/admin/report': report,
};

class BadRequest extends Error {}

/** What is on sale, and what the scanned code said. */
async function visit({ token }, respond) {
  try {
    const known = await seqr.session(needed(token));
    const fromCode = known.filter(([key]) => !PERSONAL.has(key) && !key.startsWith('ADDRESS/'));
    respond.json(200, { fromCode, tariffs: tariffs() });
  } catch (error) {
    const { status, message } = explain(error);
    respond.json(status, { message });
  }
}

/** The customer has chosen: the invoice goes to SEQR, and the browser to the SEQR app. */
async function pay({ token, plate, hours }, respond) {
  const visitor = needed(token);
  const choice = choiceFrom({ plate, hours });
  if (!choice) {
    respond.send(422, HTML, troublePage('Kontrollera registreringsnummer och tid.', visitor));
    return;
  }
  try {
    // Fault: the promise of an order is taken for an order.
    const placed = parking.place(visitor, choice);
    const order = options.fault === 'await-forgotten' ? placed : await placed;
    respond.redirect(`SEQR://SEQR.SE/R${order.reference}`);
  } catch (error) {
    const { status, message } = explain(error);
    respond.send(status, HTML, troublePage(message, visitor));
  }
}

async function receipt({ token }, respond) {
  const order = parking.find(needed(token));
  if (!order) {
    respond.json(200, { state: 'unknown' });
    return;
  }
  try {
    await parking.verify(order);
  } catch (error) {
    console.error(`order ${order.number}: ${explain(error).message}`);
  }
  if (order.status === 'PAID') respond.json(200, { state: 'paid', ...ticket(order) });
  else respond.json(200, { state: order.status === 'CANCELED' || order.status === 'FAILED' ? 'unpaid' : 'waiting' });
}

async function left({ token }, respond) {
  const order = parking.leave(needed(token));
  respond.json(200, order?.status === 'PAID' ? { state: 'paid', ...ticket(order) } : { state: 'unpaid' });
}

async function notification({ invoiceReference }, respond) {
  const known = await parking.notified(needed(invoiceReference));
  respond.send(known ? 200 : 404, 'text/plain', '');
}

async function closePeriod(_fields, respond) {
  await backOffice(respond, () => seqr.closePeriod());
}

async function refund({ ers_reference: ersReference }, respond) {
  await backOffice(respond, () => parking.refund(needed(ersReference)));
}

async function report(_fields, respond) {
  await backOffice(respond, () => seqr.report(options.fault === 'report-once' ? 1 : 4));
}

/** How often parking was granted for an order: a number. */
function fulfilments(request, respond) {
  const number = new URL(request.url, 'http://localhost').searchParams.get('order');
  const granted = parking.granted(number);
  if (granted === undefined) respond.send(404, 'text/plain', 'no such order\n');
  else respond.send(200, 'text/plain', String(granted));
}

async function backOffice(respond, action) {
  try {
    const done = await action();
    if (done === undefined) respond.json(404, { error: 'no such payment' });
    else respond.json(200, { done });
  } catch (error) {
    if (!(error instanceof SeqrError)) throw error;
    respond.json(502, { error: error.message });
  }
}

function ticket({ number, plate, hours, ore }) {
  return { number, plate, hours, amount: kronor(ore) };
}

function explain(error) {
  if (!(error instanceof SeqrError)) throw error;
  console.error(error.message);
  if (error instanceof SeqrRefused && error.unknownSession) return { status: 404, message: UNKNOWN_VISIT };
  return { status: 503, message: SEQR_DOWN };
}

function troublePage(message, token) {
  return `<!DOCTYPE html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>P-Norr</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/app.css">
</head>
<body>
<main>
<h1>Det gick inte</h1>
<p>${escape(message)}</p>
<p><a class="button" href="/order#${escape(encodeURIComponent(token))}">Tillbaka till parkeringen</a></p>
</main>
</body>
</html>
`;
}

function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function needed(value) {
  const text = (value ?? '').trim();
  if (text === '' || text.length > 200 || /\p{Cc}/u.test(text)) throw new BadRequest('missing or malformed field');
  return text;
}

async function fieldsOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new BadRequest('body too large');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  if (request.headers['content-type'] !== 'application/json') return Object.fromEntries(new URLSearchParams(body));
  try {
    return Object(JSON.parse(body));
  } catch {
    throw new BadRequest('no JSON');
  }
}

function responder(request, response) {
  const send = (status, type, body, headers = {}) => {
    response.writeHead(status, {
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'self'; img-src 'self' data:; base-uri 'none'",
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  return {
    send,
    json: (status, value) => send(status, 'application/json; charset=utf-8', JSON.stringify(value)),
    redirect: (location) => send(302, 'text/plain', '', { Location: location }),
  };
}

const server = http.createServer(async (request, response) => {
  const respond = responder(request, response);
  const path = request.url.split('?', 1)[0];
  try {
    if (path.startsWith('/admin/') && request.headers['x-desk-key'] !== DESK_KEY) {
      respond.send(403, 'text/plain', 'Staff only\n');
    } else if (request.method === 'GET' || request.method === 'HEAD') {
      const found = Object.hasOwn(files, path) ? files[path] : undefined;
      if (found) respond.send(200, found.type, found.body);
      else if (path === '/admin/fulfilments') fulfilments(request, respond);
      else respond.send(404, 'text/plain', 'Not found\n');
    } else if (request.method === 'POST' && Object.hasOwn(posts, path)) {
      await posts[path](await fieldsOf(request), respond);
    } else {
      respond.send(404, 'text/plain', 'Not found\n');
    }
  } catch (error) {
    if (!(error instanceof BadRequest)) console.error(error);
    if (!response.headersSent) respond.send(error instanceof BadRequest ? 400 : 500, 'text/plain', 'Error\n', { Connection: 'close' });
  }
});

server.on('error', (error) => stop(error.message));
server.listen(port, '127.0.0.1', () => console.log(`open on http://127.0.0.1:${port}/order`));

function stop(message) {
  console.error(`server.mjs: ${message}`);
  process.exit(2);
}
