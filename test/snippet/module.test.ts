import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundleSnippet } from '../../snippet/build.ts';
import { declareModule } from '../../snippet/declarations.ts';

const execute = promisify(execFile);
const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');

/** What the compiler says to a program that imports the built module as a package. */
const compile = async (program: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-module-'));
  try {
    const home = join(folder, 'node_modules/sojourn');
    await mkdir(home, { recursive: true });
    const manifest = { name: 'sojourn', type: 'module', exports: './index.mjs' };
    await writeFile(join(home, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(home, 'index.mjs'), await bundleSnippet('index.ts', 'es'));
    await writeFile(join(home, 'index.d.mts'), await declareModule());
    await writeFile(join(folder, 'program.mts'), program);
    const options = '--noEmit --strict --module nodenext --lib esnext,dom --types ';
    const args = [...options.split(' '), 'program.mts'];
    return (await execute(tsc, args, { cwd: folder })).stdout;
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

test('the module brings its types', async () => {
  const said = await compile(`
    import { consent, flush, identify, start, track, VERSION, type Config } from 'sojourn';
    const config: Config = { site: 'shop', host: 'https://sojourn.example' };
    start(config);
    track('add_to_cart', { items: [] });
    identify(7, { plan: 'paid' });
    consent('granted');
    await flush();
    export const version: string = VERSION;
  `);
  expect(said).toBe('');
});

test('what is wrong or private does not compile', async () => {
  const said = await compile(`
    import { consent, nameHere, start, track } from 'sojourn';
    start({ site: 'shop' });
    track(7);
    consent('perhaps');
    export { nameHere };
  `);
  expect(said.match(/error TS\d+/g)).toEqual([
    'error TS2305',
    'error TS2741',
    'error TS2345',
    'error TS2345',
  ]);
});
