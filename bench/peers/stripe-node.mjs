// The job as it is written today with stripe-node: list everything with auto-paging, compare, update what differs.
// node stripe-node.mjs FILE SERVER CONCURRENCY
import Stripe from 'stripe';
import { readRows } from './rows.mjs';

const [file, server, concurrency] = process.argv.slice(2);
const address = new URL(server);
const stripe = new Stripe(process.env.STRIPE_API_KEY, {
  host: address.hostname,
  port: Number(address.port),
  protocol: address.protocol.slice(0, -1),
  telemetry: false,
});

const rows = readRows(file);
const coupons = new Map();
for await (const coupon of stripe.coupons.list({ limit: 100 })) {
  coupons.set(coupon.id, coupon);
}

const changes = rows.filter(({ id, metadata }) => {
  const coupon = coupons.get(id);
  return coupon && Object.entries(metadata).some(([key, value]) => coupon.metadata[key] !== value);
});

let failed = 0;
const queue = changes.values();
async function work() {
  for (const { id, metadata } of queue) {
    try {
      await stripe.coupons.update(id, { metadata });
    } catch (error) {
      failed++;
      console.error(`${id}: ${error.message}`);
    }
  }
}

await Promise.all(Array.from({ length: Number(concurrency) }, work));
console.log(`${changes.length - failed} updated, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
