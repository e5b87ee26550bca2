import { type LockEntry, type LockFile, readLockFile } from './lock-file.ts';

// Whoever runs Sojourn may do with it what they like, so nothing in it may say otherwise.
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
];

// Tools that touch nothing we ship: lightningcss and axe-core (MPL), libvips in miniflare (LGPL),
// argparse below the maker of the client's types (Python's, permissive too).
const permissiveOrTool: string[] = [...permissive, 'MPL-2.0', 'LGPL-3.0-or-later', 'Python-2.0'];

// Their package.json only points at a file of theirs, which is the text of the MIT licence.
const mitByFile: string[] = [
  'node_modules/@segment/facade',
  'node_modules/@segment/isodate',
  'node_modules/@segment/isodate-traverse',
  'node_modules/new-date',
];

export function checkLicences(lock: LockFile = readLockFile()): string[] {
  return Object.entries(lock.packages)
    .filter(([path, { link }]) => path !== '' && !link)
    .filter(([path, entry]) => !isAllowed(entry) && !isMitByFile(path, entry))
    .map(([path, entry]) => `${path}: licence ${entry.license ?? 'unknown'} is not on the list`);
}

function isMitByFile(path: string, { dev, license }: LockEntry): boolean {
  return dev === true && license === 'SEE LICENSE IN LICENSE' && mitByFile.includes(path);
}

function isAllowed({ dev, license = '' }: LockEntry): boolean {
  const allowed = dev ? permissiveOrTool : permissive;
  const bare = license.replace(/[()]/g, '');
  // "A OR B AND C": any of the choices will do, all parts of it must be allowed.
  return bare
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((x) => allowed.includes(x)));
}
