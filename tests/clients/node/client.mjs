// node-soap, made from the WSDL of the first argument. Reads one call per line from standard input and prints what
// node-soap made of the answer, as one line; values that JSON has no type for carry the name of their type. node-soap leaves
// base64 to its user, and its decimals are numbers.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// The package is the Node merchant's; one installation serves both.
const soap = createRequire(new URL('../../merchants/node/package.json', import.meta.url))('soap');

const client = await soap.createClientAsync(process.argv[2], { disableCache: true });
const known = new Map();
for (const [service, ports] of Object.entries(client.describe())) {
  for (const [port, operations] of Object.entries(ports)) {
    for (const name of Object.keys(operations)) known.set(name, client[service][port][name]);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line);
  const said = await new Promise((resolve) => {
    known.get(call.operation)(untag(call.arguments), (error, answer) =>
      resolve(error || !answer?.return ? { fault: error?.message ?? 'no answer' } : { answer: tag(answer.return) }));
  });
  console.log(JSON.stringify(said));
}

function untag(value) {
  if (Array.isArray(value)) return value.map(untag);
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  // A Date would be written as an empty element.
  const typed = value.dateTime ?? value.decimal ?? value.base64;
  if (typed !== undefined) return typed;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, untag(item)]));
}

function tag(value) {
  if (Array.isArray(value)) return value.map(tag);
  if (value instanceof Date) return { dateTime: value.toISOString() };
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, tag(item)]));
}
