import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a Chromium that starts, or undefined. `SOJOURN_CHROMIUM` names one by hand. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env['SOJOURN_CHROMIUM']) return env['SOJOURN_CHROMIUM'];
  return candidates(env).find((path) => existsSync(path) && starts(path));
}

/** As `findBrowser`, but installs Chromium where apt may; otherwise throws with what to do. */
export function ensureBrowser(env: NodeJS.ProcessEnv = process.env): string {
  const found = findBrowser(env);
  if (found && !starts(found)) throw new Error(`SOJOURN_CHROMIUM is ${found}, but does not start.`);
  if (found) return found;
  const failure = installWithApt();
  const installed = findBrowser(env);
  if (installed) return installed;
  throw new Error(
    'The tests need Chromium or Google Chrome, and none was found. Install one ' +
      '(Debian: apt-get install chromium) or set SOJOURN_CHROMIUM to its path.' +
      (failure ? `\n${failure}` : ''),
  );
}

function candidates(env: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') return onMac(env);
  if (process.platform === 'win32') return onWindows(env);
  const names = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser', 'chrome'];
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  const fixed = ['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/snap/bin/chromium'];
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...fixed];
}

function onMac(env: NodeJS.ProcessEnv): string[] {
  const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
  const folders = ['/Applications', join(env['HOME'] ?? '/', 'Applications')];
  return names.flatMap((name) => folders.map((at) => `${at}/${name}.app/Contents/MacOS/${name}`));
}

function onWindows(env: NodeJS.ProcessEnv): string[] {
  const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(
    (name) => env[name] ?? [],
  );
  const names = ['Google\\Chrome', 'Chromium', 'Microsoft\\Edge'];
  return names.flatMap((name) =>
    folders.map((folder) => {
      const program = name.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe';
      return join(folder, name, 'Application', program);
    }),
  );
}

// Ubuntu ships a `chromium-browser` that only says "install the snap", so existing is not enough.
// On Windows `--version` would open a window.
function starts(path: string): boolean {
  if (process.platform === 'win32') return true;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/** Returns why it failed, or undefined where it worked or was not tried. */
function installWithApt(): string | undefined {
  const privilege = aptPrivilege();
  if (!privilege) return undefined;
  process.stderr.write('Installing Chromium for the tests (once) ... ');
  const commands = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
  ];
  for (const command of commands) {
    const [program = '', ...args] = [...privilege, 'env', 'DEBIAN_FRONTEND=noninteractive'].concat(
      command,
    );
    const result = spawnSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
    if (result.status !== 0) {
      process.stderr.write('failed.\n');
      const output = `${result.stdout}${result.stderr}`.trim().split('\n');
      return `${command.join(' ')} failed:\n${output.slice(-10).join('\n')}`;
    }
  }
  process.stderr.write('done.\n');
  return undefined;
}

/** What to put before `apt-get`, or undefined where it is missing or not permitted. */
function aptPrivilege(): string[] | undefined {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
    ? ['sudo', '-n']
    : undefined;
}

if (import.meta.main) {
  try {
    console.log(`Browser: ${ensureBrowser()}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
