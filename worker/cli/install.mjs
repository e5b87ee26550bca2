// Runs before every npm script, on whatever Node the machine has (20 or newer),
// so that each of them works in a fresh clone without `npm install`.
// Plain JavaScript without packages: there are none yet when it runs.

import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

// Two scripts started at once must not both install: `npm ci` empties node_modules first.
const lock = join(root, '.installing');

if (!isInstalled()) {
  takeLock();
  process.once('exit', () => rmSync(lock, { force: true }));
  // Whoever held the lock may have done it.
  if (!isInstalled()) install();
}

// The file names its process: one that is gone installs nothing any more. It is written under a name
// of its own first, so that nobody ever reads it empty.
function takeLock() {
  const own = `${lock}-${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    while (!linked(own)) {
      if (!isAlive(lockHolder())) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function linked(own) {
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function lockHolder() {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// npm writes its hidden lock file last, so an interrupted install counts as none.
// Contents are compared, not times: a checkout touches times without changing anything.
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const found = readPackages('node_modules/.package-lock.json');
  if (!wanted) fail('package-lock.json is missing or not readable: restore it with git.');
  if (!found || !existsSync(join(root, 'node_modules', 'node', 'bin'))) return false;
  const current = Object.entries(found).every(([path, entry]) => sameVersion(wanted[path], entry));
  const complete = Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.peer || path in found,
  );
  return current && complete;
}

function sameVersion(wanted, found) {
  return wanted?.version === found.version && wanted?.integrity === found.integrity;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function install() {
  const started = Date.now();
  process.stderr.write('Installing packages (once, about half a minute) ... ');
  // Development packages hold the tool chain, so NODE_ENV=production must not drop them.
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error'];
  const result = runNpm([...args, '--no-audit', '--no-fund']);
  if (result.status !== 0) {
    process.stderr.write('failed.\n');
    fail(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`.trim());
  }
  process.stderr.write(`done in ${Math.round((Date.now() - started) / 1000)} s.\n`);
  if (!existsSync(join(root, 'node_modules', 'node', 'bin'))) {
    fail('The package "node" did not install its binary: npm must be allowed to run its script.');
  }
}

function runNpm(args) {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
  const cli = process.env.npm_execpath;
  // npm's own Node, not the one in node_modules, which `npm ci` is about to replace.
  const node = process.env.npm_node_execpath ?? process.execPath;
  if (cli?.endsWith('.js') && cli.includes('npm')) return spawnSync(node, [cli, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
