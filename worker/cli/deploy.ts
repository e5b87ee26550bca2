// `npm run deploy`: from a Cloudflare account to a running Sojourn. Safe to run again: it deploys what
// is here, applies what is missing and leaves the rest. `-- --dry-run` prints the plan, offline.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildFiles } from './build.ts';
import { bundleWorker } from './bundle.ts';
import { newOperatorKey } from './keys-file.ts';
import { migrationNames } from './migrate.ts';
import { dist, root } from './paths.ts';
import { runWrangler } from './wrangler.ts';

/** What the free plan takes of a Worker, gzip: developers.cloudflare.com/workers/platform/limits/ */
const FREE_PLAN_BYTES = 3 * 1024 * 1024;

const DATABASE = 'sojourn';
const SECRET = 'SOJOURN_ADMIN_KEY';

async function plan(): Promise<string> {
  const [script, files, migrations] = await Promise.all([
    bundleWorker(join(root, 'worker/index.ts')),
    readdir(dist, { recursive: true, withFileTypes: true }),
    migrationNames(join(root, 'schema/migrations')),
  ]);
  await runWrangler(['deploy', '--dry-run', '--outdir', join(root, 'node_modules/.cache/deploy')]);
  const size = gzipSync(withoutMap(script)).length;
  if (size > FREE_PLAN_BYTES)
    throw new Error(`The Worker is ${kilobytes(size)}, over the free plan.`);
  const count = files.filter((entry) => entry.isFile()).length;
  return `Plan of a deployment (nothing was sent):

  1. apply to the D1 database "${DATABASE}", where there is one, what it has not yet of
${migrations.map((name) => `       ${name}`).join('\n')}
  2. deploy the Worker "sojourn", ${kilobytes(size)} gzip, with ${count} files
     the first time Cloudflare makes the database, and it is filled after that
  3. set the secret ${SECRET} if there is none, and print it once
  4. print the address and the script tag`;
}

async function deploy(): Promise<void> {
  // An update brings the tables up to date first: the Worker that is there takes columns it does not
  // know, a new one would miss them. The first time there is no database before the Worker has made it.
  const before = await databasesThere();
  await migrateRemote(before);
  const deployed = await runWrangler(['deploy'], { show: true });
  const domain = /^\s*(\S+) \(custom domain\)/m.exec(deployed)?.[1];
  const url = domain ? `https://${domain}` : /https:\/\/\S+\.workers\.dev/.exec(deployed)?.[0];
  await migrateRemote((await databasesThere()).filter((name) => !before.includes(name)));
  const key = await ensureSecret();
  console.log(farewell(url ?? 'https://YOUR-WORKER', key));
}

/** Databases of wrangler.toml that the account has: home, and those big sites are spread over. */
async function databasesThere(): Promise<string[]> {
  const toml = await readFile(join(root, 'wrangler.toml'), 'utf8');
  const names = [...toml.matchAll(/^database_name = "([^"]+)"/gm)].map(([, name = '']) => name);
  const list = JSON.parse(await runWrangler(['d1', 'list', '--json'])) as { name: string }[];
  return names.filter((name) => list.some((one) => one.name === name));
}

async function migrateRemote(names: readonly string[]): Promise<void> {
  for (const name of names)
    await runWrangler(['d1', 'migrations', 'apply', name, '--remote'], { show: true });
}

/** The operator's key, where it was made just now; a key that is there stays and is not known here. */
async function ensureSecret(): Promise<string | undefined> {
  const list = JSON.parse(await runWrangler(['secret', 'list', '--format', 'json'])) as {
    name: string;
  }[];
  if (list.some(({ name }) => name === SECRET)) return undefined;
  const key = process.env[SECRET] || newOperatorKey();
  await runWrangler(['secret', 'put', SECRET], { input: `${key}\n` });
  return key;
}

function farewell(url: string, key: string | undefined): string {
  return `
  Sojourn is deployed

  Dashboard     ${url}/
  API docs      ${url}/docs
  Operator key  ${key ?? `unchanged (npx wrangler secret put ${SECRET} sets another)`}
${key === undefined ? '' : '                Keep it: it is shown this once.\n'}
  Make a site:

    curl ${url}/v1/sites -H 'authorization: Bearer OPERATOR-KEY' -H 'content-type: application/json' \\
      -d '{"id":"shop","name":"Shop","time_zone":"Europe/Berlin","currency":"EUR","origins":["https://shop.example"]}'

  and put its tag into every page:

    <script defer src="${url}/s.js" data-site="shop"></script>
`;
}

function withoutMap(script: string): string {
  return script.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`;
}

/** `wrangler.toml` and this file must mean the same database. */
async function checkNames(): Promise<void> {
  const toml = await readFile(join(root, 'wrangler.toml'), 'utf8');
  if (!toml.includes(`database_name = "${DATABASE}"`)) {
    throw new Error(`wrangler.toml has no database "${DATABASE}".`);
  }
}

try {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
  await checkNames();
  // Others may be reading dist/ while a plan is made: only a deployment must not carry old files.
  await buildFiles({ clean: !values['dry-run'] });
  if (values['dry-run']) console.log(await plan());
  else await deploy();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
