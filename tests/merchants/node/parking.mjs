// Parking tickets: what is on sale, what was ordered, and whether it is paid.

import { randomInt } from 'node:crypto';
import { SeqrError } from './seqr.mjs';

const CURRENCY = 'SEK';
const VAT_PER_CENT = 25;
const ORE_PER_HOUR = 2250;
const HOURS = [1, 2, 4];
const NOTIFICATION_RETRY_MS = 1000;
const NOTIFICATION_TRIES = 12;
const ENDED = new Set(['PAID', 'CANCELED', 'FAILED']);

export const kronor = (ore) => (ore / 100).toFixed(2);

export const tariffs = () => HOURS.map((hours) => ({ hours, price: kronor(hours * ORE_PER_HOUR) }));

export function choiceFrom({ plate = '', hours = '' }) {
  const cleaned = plate.toUpperCase().replace(/[\s-]/g, '');
  if (!/^[A-ZÅÄÖ0-9]{2,10}$/.test(cleaned) || !HOURS.includes(Number(hours))) return undefined;
  return { plate: cleaned, hours: Number(hours) };
}

export class Parking {
  #seqr;
  #notificationUrl;
  #fault;
  #byReference = new Map();
  #byToken = new Map();
  #placing = new Map();

  constructor(seqr, notificationUrl, fault) {
    this.#seqr = seqr;
    this.#notificationUrl = notificationUrl;
    this.#fault = fault;
  }

  /** Sends an invoice for the choice. A second tap while the first is on its way shares its order. */
  place(token, choice) {
    // Fault: every tap is an order of its own.
    if (this.#fault === 'order-per-tap') return this.#place(token, choice);
    const key = JSON.stringify([token, choice]);
    if (!this.#placing.has(key)) {
      this.#placing.set(key, this.#place(token, choice).finally(() => this.#placing.delete(key)));
    }
    return this.#placing.get(key);
  }

  async #place(token, { plate, hours }) {
    const former = this.latest(token);
    if (former && former.plate === plate && former.hours === hours && (await this.#stillOpen(former))) return former;
    await this.#seqr.session(token);
    const number = `P${Date.now().toString().slice(-8)}${randomInt(1000, 10000)}`;
    const order = { number, token, plate, hours, ore: hours * ORE_PER_HOUR, status: 'ISSUED', version: 0, left: false, granted: 0 };
    order.reference = await this.#seqr.sendInvoice({
      ...this.#invoice(order, 'Parkering'),
      notificationUrl: this.#notificationUrl,
    });
    this.#byReference.set(order.reference, order);
    this.#byToken.set(token, [...(this.#byToken.get(token) ?? []), order]);
    console.log(`order ${number}: invoice ${order.reference} sent`);
    return order;
  }

  async #stillOpen(order) {
    if (order.left) return false;
    try {
      await this.verify(order);
    } catch (error) {
      if (!(error instanceof SeqrError)) throw error;
      return false;
    }
    return order.status === 'ISSUED';
  }

  latest(token) {
    return this.#byToken.get(token)?.at(-1);
  }

  /** The order of `TOKEN` or of `TOKEN_INVOICEREFERENCE`. */
  find(fragment) {
    const whole = this.latest(fragment);
    if (whole) return whole;
    const cut = fragment.lastIndexOf('_');
    if (cut < 0) return undefined;
    const named = this.#byReference.get(fragment.slice(cut + 1));
    const token = fragment.slice(0, cut);
    return named?.token === token ? named : this.latest(token);
  }

  /** The customer came back without paying: the invoice is left alone, the next purchase gets a new one. */
  leave(fragment) {
    const order = this.find(fragment);
    if (order) order.left = true;
    return order;
  }

  /** Asks SEQR for the payment's status, unless it is known already; callers at the same time share one question. */
  async verify(order) {
    if (ENDED.has(order.status)) return;
    if (this.#fault === 'success-unverified') {
      order.status = 'PAID';
      return;
    }
    order.asking ??= this.#ask(order).finally(() => {
      order.asking = undefined;
    });
    await order.asking;
  }

  async #ask(order) {
    const { status, version, ersReference } = await this.#seqr.paymentStatus(order.reference, order.version);
    order.version = version;
    order.status = status;
    if (status !== 'PAID') return;
    order.ersReference = ersReference;
    order.granted += 1;
    console.log(`order ${order.number}: paid, ${order.plate} may stand for ${order.hours} h`);
  }

  /** SEQR says that something happened to an invoice. Only its own answer decides what. */
  async notified(reference) {
    const order = this.#byReference.get(reference);
    if (!order) return false;
    if (this.#fault === 'notification-believed') {
      // Fault: SEQR notifies only of what is paid, so there is nothing to ask.
      order.status = 'PAID';
      order.granted += 1;
      return true;
    }
    for (let tries = 0; tries < NOTIFICATION_TRIES; tries += 1) {
      try {
        await this.verify(order);
        return true;
      } catch (error) {
        console.error(`order ${order.number}: ${error.message}`);
        await new Promise((resolve) => setTimeout(resolve, NOTIFICATION_RETRY_MS));
      }
    }
    return false;
  }

  /** How often parking was granted for the order with this number. */
  granted(number) {
    return [...this.#byReference.values()].find((order) => order.number === number)?.granted;
  }

  /** Pays a whole payment back; undefined if no order has it. */
  async refund(ersReference) {
    const order = [...this.#byReference.values()].find((each) => ersReference && each.ersReference === ersReference);
    return order && this.#seqr.refund(ersReference, this.#invoice(order, 'Återbetalning av parkering'));
  }

  #invoice(order, title) {
    const total = { currency: CURRENCY, value: kronor(order.ore) };
    return {
      paymentMode: 'IMMEDIATE_DEBIT',
      acknowledgmentMode: 'NO_ACKNOWLEDGMENT',
      issueDate: new Date().toISOString(),
      title: `${title} ${order.plate}`,
      clientInvoiceId: order.number,
      invoiceRows: {
        invoiceRow: [
          {
            itemDescription: `Parkering ${order.plate}, timmar`,
            itemQuantity: order.hours,
            itemTaxRate: VAT_PER_CENT,
            itemTotalAmount: total,
            itemUnitPrice: { currency: CURRENCY, value: kronor(ORE_PER_HOUR) },
          },
        ],
      },
      totalAmount: total,
      cashierId: 'webb',
      footer: `Biljett ${order.number}`,
    };
  }
}
