import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findFirefox, findMiniBrowser, findXvfb, missingPackages } from './engines.ts';

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
  const failure = installWithApt(['chromium']);
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
function installWithApt(packages: readonly string[]): string | undefined {
  const privilege = aptPrivilege();
  if (!privilege) return undefined;
  process.stderr.write(`Installing ${packages.join(', ')} for the tests (once) ... `);
  // One by one: not every Debian and none of its children has them all.
  const commands = [
    ['apt-get', 'update'],
    ...packages.map((name) => ['apt-get', 'install', '-y', '--no-install-recommends', name]),
  ];
  const failures = commands.flatMap((command) => runAs(privilege, command) ?? []);
  process.stderr.write(failures.length > 0 ? 'failed.\n' : 'done.\n');
  return failures[0];
}

/** Returns what it said where it failed. */
function runAs(privilege: readonly string[], command: readonly string[]): string | undefined {
  const [program = '', ...args] = [
    ...privilege,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    ...command,
  ];
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return undefined;
  const output = `${stdout}${stderr}`.trim().split('\n');
  return `${command.join(' ')} failed:\n${output.slice(-10).join('\n')}`;
}

/**
 * Firefox and WebKit, where they are or apt may install them: a line each. The tests of one that
 * cannot be had are skipped.
 */
export function ensureEngines(): string[] {
  const missing = missingPackages();
  const failure = missing.length > 0 ? installWithApt(missing) : undefined;
  const webkit = findMiniBrowser();
  return [
    `Firefox: ${findFirefox() ?? 'none, its tests are skipped (Debian: apt-get install firefox-esr)'}`,
    `WebKit: ${
      webkit && findXvfb()
        ? webkit
        : 'none, its tests are skipped (Debian: apt-get install webkit2gtk-driver xvfb)'
    }`,
    ...(failure ? [failure] : []),
  ];
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
    console.log(ensureEngines().join('\n'));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
