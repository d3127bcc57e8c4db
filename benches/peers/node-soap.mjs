// The same two operations on node-soap's server, from the same WSDL, with invoices in memory and nothing recorded.
// node node-soap.mjs PORT WSDL

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import soap from 'soap';

const [port, wsdl] = process.argv.slice(2);
const invoices = new Map();
let last = 1_000_000_000_000;

const operations = {
  sendInvoice({ context, invoice }) {
    if (!admitted(context)) return { return: { resultCode: 20, resultDescription: 'AUTHENTICATION_FAILED' } };
    const invoiceReference = String(++last);
    invoices.set(invoiceReference, { status: 'ISSUED', version: 1, total: invoice.totalAmount });
    const invoiceQRCode = `HTTP://SEQR.SE/R${invoiceReference}`;
    return { return: { resultCode: 0, resultDescription: 'SUCCESS', invoiceReference, invoiceQRCode } };
  },
  getPaymentStatus({ context, invoiceReference }) {
    const invoice = admitted(context) && invoices.get(invoiceReference);
    if (!invoice) return { return: { resultCode: 54, resultDescription: 'INVALID_INVOICE_REFERENCE' } };
    const { status, version } = invoice;
    return { return: { resultCode: 0, resultDescription: 'SUCCESS', status, version } };
  },
};

function admitted({ initiatorPrincipalId, password }) {
  return initiatorPrincipalId?.id === 'terminal' && password === '12345678';
}

const server = createServer((_, response) => response.writeHead(404).end());
server.keepAliveTimeout = 60_000;
const services = { ERSWSExternalClientServiceService: { ERSWSExternalClientServicePort: operations } };
server.listen(Number(port), '127.0.0.1', 2048, () => {
  soap.listen(server, '/soap/merchant/cashregister-2', services, readFileSync(wsdl, 'utf8'));
});
