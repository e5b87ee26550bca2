import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { build } from 'esbuild';
import { buildPackage } from '../../snippet/package.ts';
import { VERSION } from '../../snippet/version.ts';

const execute = promisify(execFile);
const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');

/** What the compiler says to a program that imports the built module as a package. */
const compile = async (program: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-module-'));
  try {
    await buildPackage(join(folder, 'node_modules/sojourn'));
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

test('an application installs what npm packs, and bundles of it what it uses', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-packed-'));
  try {
    const [source, app] = [join(folder, 'source'), join(folder, 'app')];
    await buildPackage(source);
    await mkdir(app);
    await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
    const quiet = ['--silent', '--offline', '--no-audit', '--no-fund'];
    const { stdout: packed } = await execute('npm', ['pack', source, ...quiet], { cwd: folder });
    await execute('npm', ['install', join(folder, packed.trim()), ...quiet], { cwd: app });
    const installed = join(app, 'node_modules/sojourn');
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ name: 'sojourn', version: VERSION, type: 'module' });
    expect(manifest).not.toHaveProperty('dependencies');
    await writeFile(join(app, 'app.mjs'), `import { track } from 'sojourn'; track('seen');`);
    const { outputFiles } = await build({
      entryPoints: [join(app, 'app.mjs')],
      bundle: true,
      write: false,
      format: 'esm',
    });
    // Before it is started, and where there is no window, a call does nothing.
    await writeFile(join(app, 'bundle.mjs'), outputFiles[0]?.contents ?? '');
    expect((await execute('node', [join(app, 'bundle.mjs')])).stderr).toBe('');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
