// What stripe-node makes of the emulator. node stripe-node.mjs SERVER
// Prints a line for each thing that is not as Stripe's own answers would make it; ends with 1 when there is one.
import assert from 'node:assert/strict';
import Stripe from 'stripe';

const address = new URL(process.argv[2]);
const stripe = new Stripe(process.env.STRIPE_API_KEY, {
  host: address.hostname,
  port: Number(address.port),
  protocol: address.protocol.slice(0, -1),
  telemetry: false,
  maxNetworkRetries: 0,
});

const check = async (what, test) => {
  try {
    await test();
    console.log(`ok ${what}`);
  } catch (error) {
    console.log(`not ok ${what}: ${error.message}`);
    process.exitCode = 1;
  }
};
const refused = async (promise, type, code, param) => {
  const error = await promise.then(() => assert.fail('it was not refused'), e => e);
  assert.deepEqual([error.type, error.code, error.param], [type, code, param]);
  assert.match(error.requestId, /^req_/);
};

await check('a coupon is created with all that it can have', async () => {
  const coupon = await stripe.coupons.create({
    id: 'NODE-1', amount_off: 500, currency: 'usd', duration: 'repeating', duration_in_months: 3, max_redemptions: 10,
    redeem_by: Math.floor(Date.now() / 1000) + 86_400, name: 'Ü & =?', metadata: { 'a key': '1', b: 'ü' },
    currency_options: { eur: { amount_off: 450 } }, expand: ['currency_options'],
  });
  assert.equal(coupon.object, 'coupon');
  assert.equal(coupon.name, 'Ü & =?');
  assert.deepEqual({ ...coupon.metadata }, { 'a key': '1', b: 'ü' });
  assert.equal(coupon.currency_options.eur.amount_off, 450);
  assert.equal(coupon.valid, true);
  assert.match(coupon.lastResponse.requestId, /^req_/);
});
await check('it is read by id, an id with every kind of character too', async () => {
  assert.equal((await stripe.coupons.retrieve('NODE-1')).duration_in_months, 3);
  assert.equal((await stripe.coupons.retrieve('735*%24/ü')).id, '735*%24/ü');
});
await check('metadata is merged, unset by an empty value, and cleared by an empty string', async () => {
  let coupon = await stripe.coupons.update('NODE-1', { metadata: { b: '', c: '2' } });
  assert.deepEqual({ ...coupon.metadata }, { 'a key': '1', c: '2' });
  coupon = await stripe.coupons.update('NODE-1', { metadata: '' });
  assert.deepEqual({ ...coupon.metadata }, {});
});
await check('amounts in further currencies are changed', async () => {
  const coupon = await stripe.coupons.update('NODE-1', { currency_options: { gbp: { amount_off: 400 } }, expand: ['currency_options'] });
  assert.deepEqual([coupon.currency_options.eur.amount_off, coupon.currency_options.gbp.amount_off], [450, 400]);
});
await check('a list is paged through to its end, newest first, each once', async () => {
  const ids = [];
  let last = Infinity;
  for await (const coupon of stripe.coupons.list({ limit: 7 })) {
    assert.ok(coupon.created <= last);
    last = coupon.created;
    ids.push(coupon.id);
  }
  assert.equal(ids.length, 31);
  assert.equal(new Set(ids).size, 31);
});
await check('a list is filtered by when coupons were created', async () => {
  const page = await stripe.coupons.list({ created: { gte: 1_600_000_000, lt: 1_600_000_010 }, limit: 100 });
  assert.equal(page.data.length, 10);
  assert.equal(page.has_more, false);
  assert.equal(page.url, '/v1/coupons');
});
await check('a refusal is what stripe-node takes it for', async () => {
  await refused(stripe.coupons.retrieve('NONE'), 'StripeInvalidRequestError', 'resource_missing', 'coupon');
  await refused(stripe.coupons.create({ id: 'NODE-1', percent_off: 10 }), 'StripeInvalidRequestError', 'resource_already_exists', 'id');
  await refused(stripe.coupons.update('NODE-1', { percent_off: 10 }), 'StripeInvalidRequestError', 'parameter_unknown', 'percent_off');
  await refused(new Stripe('sk_test_', { host: address.hostname, port: Number(address.port), protocol: 'http', telemetry: false }).coupons.retrieve('NODE-1'),
    'StripeAuthenticationError', undefined, undefined);
});
await check('an idempotency key makes a write once, and refuses another under its name', async () => {
  const first = await stripe.coupons.create({ percent_off: 5 }, { idempotencyKey: 'node-key' });
  const again = await stripe.coupons.create({ percent_off: 5 }, { idempotencyKey: 'node-key' });
  assert.equal(again.id, first.id);
  assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true');
  await refused(stripe.coupons.create({ percent_off: 6 }, { idempotencyKey: 'node-key' }), 'StripeIdempotencyError', undefined, undefined);
});
await check('events tell what was done, and who asked for it', async () => {
  const { data: [newest] } = await stripe.events.list({ type: 'coupon.created', limit: 1 });
  assert.equal(newest.request.idempotency_key, 'node-key');
  assert.equal((await stripe.events.retrieve(newest.id)).data.object.percent_off, 5);
});
await check('a coupon is deleted, and gone', async () => {
  assert.deepEqual((({ id, object, deleted }) => ({ id, object, deleted }))(await stripe.coupons.del('NODE-1')), { id: 'NODE-1', object: 'coupon', deleted: true });
  await refused(stripe.coupons.retrieve('NODE-1'), 'StripeInvalidRequestError', 'resource_missing', 'coupon');
});
await check('the account is read', async () => {
  assert.match((await stripe.accounts.retrieveCurrent()).id, /^acct_/);
});
