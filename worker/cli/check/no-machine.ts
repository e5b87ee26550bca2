import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root: string = join(import.meta.dirname, '..', '..', '..');

// A path or a host that exists on one machine only says something about it, and breaks elsewhere.
const machineOnly: RegExp[] = [
  /(?<![\w.:@-])\/(?:home|root|Users|work|workspaces?|mnt|private)\/[\w.-]+/,
  /\b[A-Za-z]:\\Users\\/,
  /https?:\/\/(?:[\w-]+\.)*(?:registry|npm-mirror|verdaccio)[\w.-]*/,
  /_auth[T]oken/,
];

export function checkNoMachine(): string[] {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  return files.split('\0').filter(Boolean).flatMap(scan);
}

function scan(file: string): string[] {
  const text = readText(file);
  return text === undefined ? [] : findMachineOnly(text).map((at) => `${file}:${at}`);
}

/** `line: what`, for each line that names something of one machine. */
export function findMachineOnly(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const found = machineOnly.flatMap((pattern) => line.match(pattern)?.[0] ?? []);
    return found.map((what) => `${index + 1}: ${what}`);
  });
}

// Listed but deleted in the working tree, or not text: nothing to read.
function readText(file: string): string | undefined {
  try {
    const text = readFileSync(join(root, file), 'utf8');
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
