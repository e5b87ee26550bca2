import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../worker/client/index.ts';
import { buildClient } from '../../worker/client/build.ts';
import { root } from '../../worker/cli/paths.ts';
import { startServer, type Server } from '../../worker/cli/server.ts';

const KEY = 'op_for_the_client';
const folder = mkdtempSync(join(tmpdir(), 'sojourn-client-'));
let server: Server;

beforeAll(async () => {
  const bindings = { SOJOURN_ADMIN_KEY: KEY };
  server = await startServer({ host: '127.0.0.1', port: 0, bindings });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** What somebody writes who has installed the package; each wrong line must be known as such. */
const PROGRAM = `
import { createClient } from 'sojourn-client';
const sojourn = createClient({ url: 'https://sojourn.example', key: 'k' });
export async function peopleWhoBought(): Promise<number | undefined> {
  const { data, error } = await sojourn.POST('/v1/sites/{site}/reports/funnel', {
    params: { path: { site: 'shop' } },
    body: { steps: [{ event: 'view_item' }, { event: 'purchase' }], window: 'P7D' },
  });
  if (error) throw new Error(error.title);
  const wrong: string | undefined = data.data.steps[1]?.cell ?? undefined;
  // @ts-expect-error there is no such member
  void data.data.stepz;
  void wrong;
  return data.data.steps[1]?.people;
}
// @ts-expect-error there is no such path
void sojourn.GET('/v1/sites/{site}/customer');
// @ts-expect-error a step is an event or a filter
void sojourn.POST('/v1/sites/{site}/reports/funnel', { params: { path: { site: 's' } }, body: { steps: [{ evnt: 'x' }] } });
`;

test('types a program that installs it, and finds its mistakes', async () => {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  await buildClient(join(modules, 'sojourn-client'));
  symlinkSync(join(root, 'node_modules/openapi-fetch'), join(modules, 'openapi-fetch'));
  symlinkSync(
    join(root, 'node_modules/openapi-typescript-helpers'),
    join(modules, 'openapi-typescript-helpers'),
  );
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    module: 'nodenext',
    lib: ['es2022', 'dom'],
  };
  const config = { compilerOptions: { ...compilerOptions, types: [] }, files: ['program.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc], { cwd: folder, encoding: 'utf8' });
  expect(stdout).toBe('');
});

test('talks to a server: an answer is data, a refusal is a problem document', async () => {
  const client = createClient({ url: server.url.href.replace(/\/$/, ''), key: KEY });
  const made = await client.POST('/v1/sites', {
    body: { id: 'shop', name: 'Shop', time_zone: 'Europe/Berlin', currency: 'EUR', origins: ['*'] },
  });
  expect(made.data?.currency).toBe('EUR');
  const params = { path: { site: 'shop' } };
  const asked = await client.POST('/v1/sites/{site}/reports/overview', { params, body: {} });
  expect(asked.data?.data.visitors).toBe(0);
  const refused = await client.GET('/v1/sites/{site}', { params: { path: { site: 'nowhere' } } });
  expect([refused.response.status, refused.error?.status]).toEqual([404, 404]);
});
