// A lock file must name the binary package of every platform, or `npm ci` refuses it or leaves
// other machines without a binary. npm only writes the entries that its registry could resolve,
// so `node worker/cli/check/lock-file.ts` adds the rest from the names, which follow one pattern.

import { readFileSync, writeFileSync } from 'node:fs';

export interface LockEntry {
  version?: string;
  resolved?: string;
  integrity?: string;
  cpu?: string[];
  dev?: boolean;
  libc?: string[];
  license?: string;
  link?: boolean;
  optional?: boolean;
  os?: string[];
  optionalDependencies?: Record<string, string>;
  peer?: boolean;
}

export interface LockFile {
  packages: Record<string, LockEntry>;
}

export interface Missing {
  path: string;
  version: string;
  owner: LockEntry;
}

const file: URL = new URL('../../../package-lock.json', import.meta.url);

export function checkLockFile(lock: LockFile = readLockFile()): string[] {
  return [
    ...findMissing(lock).map(({ path, version }) => `${path} ${version} has no entry`),
    ...findResolved(lock).map((path) => `${path} names the registry it came from`),
  ].map((problem) => `package-lock.json: ${problem}: run node worker/cli/check/lock-file.ts`);
}

export function readLockFile(): LockFile {
  return JSON.parse(readFileSync(file, 'utf8')) as LockFile;
}

/** Optional dependencies of any package that have no entry, or one of another version. */
export function findMissing(lock: LockFile): Missing[] {
  return Object.entries(lock.packages).flatMap(([ownerPath, owner]) =>
    Object.entries(owner.optionalDependencies ?? {})
      .filter(([name, range]) => !isLocked(lock, ownerPath, name, range))
      .map(([name, version]) => ({ path: `node_modules/${name}`, version, owner })),
  );
}

/** Entries that say where they were fetched from: a registry is nobody else's business. */
export function findResolved(lock: LockFile): string[] {
  const { packages } = lock;
  // A workspace's own folder is no registry.
  return Object.keys(packages).filter((path) => packages[path]?.resolved && !packages[path].link);
}

function isLocked(lock: LockFile, ownerPath: string, name: string, range: string): boolean {
  const entry =
    lock.packages[`${ownerPath}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`];
  if (!entry) return false;
  // Platform packages are pinned exactly; ranges (fsevents) were resolved by npm itself.
  return !/^\d/.test(range) || entry.version === range;
}

function complete(lock: LockFile): LockFile {
  const added = findMissing(lock).map(({ path, version, owner }): [string, LockEntry] => [
    path,
    entryOf(path.slice('node_modules/'.length), version, owner),
  ]);
  const all = Object.entries({ ...lock.packages, ...Object.fromEntries(added) });
  const sorted = all.sort(([a], [b]) => (a === b ? 0 : a.localeCompare(b, 'en')));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

// In npm's order of keys, so that its next run changes nothing.
function entryOf(name: string, version: string, { dev, license }: LockEntry): LockEntry {
  const { os, cpu, libc } = platformOf(name);
  return {
    version,
    cpu: [cpu],
    ...(dev ? { dev } : {}),
    ...(libc ? { libc: [libc] } : {}),
    ...(license ? { license } : {}),
    optional: true,
    os: [os],
  };
}

/** `@scope/binding-linux-arm64-musl` -> linux, arm64, musl. */
function platformOf(name: string): { os: string; cpu: string; libc?: string } {
  const match =
    /(android|darwin|freebsd|linux|openharmony|win32|windows)-([a-z0-9]+)(?:-(gnu|musl))?/.exec(
      name,
    );
  if (!match) throw new Error(`No platform in the name ${name}: add its entry by hand.`);
  const [, os = '', word = '', abi] = match;
  const cpu = word === '64' ? 'x64' : word;
  if (os === 'windows') return { os: 'win32', cpu };
  return { os, cpu, ...(abi ? { libc: abi === 'gnu' ? 'glibc' : abi } : {}) };
}

if (import.meta.main) {
  const lock = readLockFile();
  const before = findMissing(lock).length;
  for (const path of findResolved(lock)) delete lock.packages[path]?.resolved;
  writeFileSync(file, `${JSON.stringify(complete(lock), null, 2)}\n`);
  console.log(`Added ${before} platform packages to package-lock.json.`);
}
