// The job as a shell loop does it: one call of the Stripe CLI for each row, whether or not it changes anything.
// node stripe-cli.mjs FILE SERVER
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readRows } from './rows.mjs';

const [file, server] = process.argv.slice(2);
// The program itself: npm's wrapper would start another node for every row.
const platform = createRequire(import.meta.url).resolve(`@stripe/cli-${process.platform}-${process.arch}/package.json`);
const cli = join(dirname(platform), 'bin', 'stripe');

let failed = 0;
for (const { id, metadata } of readRows(file)) {
  const data = Object.entries(metadata).flatMap(([key, value]) => ['-d', `metadata[${key}]=${value}`]);
  const { status, stdout, stderr } = spawnSync(cli, [
    'coupons', 'update', id, ...data, '--api-key', process.env.STRIPE_API_KEY, '--api-base', server.replace(/\/$/, ''),
  ], { encoding: 'utf8' });
  // It prints an error of the API as JSON and ends with 0 in some versions.
  if (status !== 0 || stdout.includes('"error"')) {
    failed++;
    console.error(`${id}: ${(stderr || stdout).trim().slice(0, 200)}`);
  }
}

console.log(`${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
