// SEQR through the WSDL, with node-soap. One client, made at first use.

import { randomBytes } from 'node:crypto';
import soap from 'soap';

const WAIT_MS = 6000;
const REPORT_NOT_READY = 2;
const REPORT_PAUSE_MS = 3000;
const UNKNOWN_SESSION = new Set([60, 61, 62, 63]);

export class SeqrError extends Error {}

export class SeqrRefused extends SeqrError {
  constructor(operation, code, description) {
    super(`${operation}: ${code} ${description ?? ''}`.trim());
    this.code = code;
  }

  get unknownSession() {
    return UNKNOWN_SESSION.has(this.code);
  }
}

export class Seqr {
  #env;
  #client;

  constructor(env) {
    this.#env = env;
  }

  /** The name/value pairs that SEQR knows of this TOKEN. */
  async session(token) {
    const answer = await this.#call('getClientSessionInfo', { context: this.#terminal(), key: token });
    return list(answer.parameters?.entry).map(({ key, value }) => [text(key), text(value)]);
  }

  async sendInvoice(invoice) {
    const answer = await this.#call('sendInvoice', { context: this.#terminal(), invoice });
    const reference = text(answer.invoiceReference);
    if (!/^[0-9A-Za-z]+$/.test(reference)) throw new SeqrError('sendInvoice: no usable invoiceReference');
    return reference;
  }

  async paymentStatus(invoiceReference, invoiceVersion) {
    const answer = await this.#call('getPaymentStatus', { context: this.#terminal(), invoiceReference, invoiceVersion });
    return { status: text(answer.status), version: Number(answer.version) || 0, ersReference: text(answer.ersReference) };
  }

  async refund(ersReference, invoice) {
    const answer = await this.#call('refundPayment', { context: this.#terminal(), ersReference, invoice });
    return text(answer.ersReference);
  }

  /** The shop's figures of the period that was marked last; SEQR needs about three seconds for them. */
  async report(tries) {
    for (let left = tries; ; left -= 1) {
      try {
        const answer = await this.#call('executeReport', { context: this.#reseller(), reportId: 'Reconciliation/Shop.xml' });
        return text(answer.report?.title);
      } catch (error) {
        if (!(error instanceof SeqrRefused) || error.code !== REPORT_NOT_READY || left <= 1) throw error;
        await new Promise((resolve) => setTimeout(resolve, REPORT_PAUSE_MS));
      }
    }
  }

  async closePeriod() {
    const answer = await this.#call('markTransactionPeriod', { context: this.#reseller() });
    return text(answer.transactionPeriodId);
  }

  #terminal() {
    return context({ id: this.#env.SEQR_TERMINAL_ID, type: 'TERMINALID' }, this.#env.SEQR_TERMINAL_PASSWORD);
  }

  #reseller() {
    const { SEQR_RESELLER_ID: id, SEQR_RESELLER_USER_ID: userId, SEQR_RESELLER_PASSWORD: password } = this.#env;
    if (!id || !userId || !password) throw new SeqrError('no reseller is configured');
    return context({ id, type: 'RESELLERUSER', userId }, password);
  }

  async #call(operation, args) {
    let answer;
    try {
      const method = find(await this.#connected(), operation);
      answer = await new Promise((resolve, reject) => {
        method(args, (error, result) => (error ? reject(error) : resolve(result)), { timeout: WAIT_MS });
      });
    } catch (error) {
      if (error instanceof SeqrError) throw error;
      throw new SeqrError(`${operation}: ${String(error.message ?? error).slice(0, 200)}`);
    }
    const result = answer?.return;
    if (result?.resultCode === undefined) throw new SeqrError(`${operation}: empty answer`);
    const code = Number(result.resultCode);
    if (code !== 0) throw new SeqrRefused(operation, code, text(result.resultDescription));
    return result;
  }

  #connected() {
    this.#client ??= soap
      .createClientAsync(this.#env.SEQR_WSDL_URL, { wsdl_options: { timeout: WAIT_MS }, disableCache: true })
      .then((client) => {
        if (this.#env.SEQR_ENDPOINT_URL) client.setEndpoint(this.#env.SEQR_ENDPOINT_URL);
        return client;
      })
      .catch((error) => {
        this.#client = undefined;
        throw error;
      });
    return this.#client;
  }
}

/** The operation, at whichever port of the WSDL has it. */
function find(client, operation) {
  for (const [service, ports] of Object.entries(client.describe())) {
    for (const [port, operations] of Object.entries(ports)) {
      if (operation in operations) return client[service][port][operation];
    }
  }
  throw new SeqrError(`the WSDL has no operation ${operation}`);
}

function context(initiatorPrincipalId, password) {
  return {
    channel: 'WS',
    clientComment: 'Parkering via mobilwebb',
    clientId: 'P-Norr AB',
    clientReference: `p-norr-web/3.1 ${randomBytes(6).toString('hex')}`,
    clientRequestTimeout: 0,
    initiatorPrincipalId,
    password,
  };
}

function list(value) {
  return value === undefined || value === null ? [] : [].concat(value);
}

/** An element's text: node-soap gives an object where the element has attributes or is empty. */
function text(value) {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? String(value.$value ?? '') : String(value);
}
