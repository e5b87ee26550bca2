// Runs before every npm script, on whatever Node the machine has (20 or newer),
// so that each of them works in a fresh clone without `npm install`.
// Plain JavaScript without packages: there are none yet when it runs.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

if (!isInstalled()) install();

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
