import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface Process {
  id: number;
  parent: number;
  /** Its command line. */
  line: string;
}

/** All processes of this machine. Debian's smallest images have no `ps`, Macs have no `/proc`. */
const processes = (): Process[] =>
  existsSync('/proc/self/stat')
    ? readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? fromProc(name) : []))
    : execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' })
        .split('\n')
        .flatMap((row) => {
          const [, id, parent, line] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
          return line === undefined ? [] : [{ id: Number(id), parent: Number(parent), line }];
        });

const fromProc = (name: string): Process[] => {
  try {
    const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
    // The name of the program stands in parentheses and may hold anything.
    const [state, parent] =
      readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? [] : [{ id: Number(name), parent: Number(parent), line }];
  } catch {
    // It has ended meanwhile.
    return [];
  }
};

/** A process and all that it started, and what those started. */
export const familyOf = (id: number): Process[] => {
  const all = processes();
  const family = all.filter((one) => one.id === id);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.id));
  return family;
};

/** The process that no other of the same kind started, by a part of its command line. */
export const eldestWith = (part: string): number | undefined => {
  const found = processes().filter(({ line }) => line.includes(part));
  return found.find(({ parent }) => !found.some(({ id }) => id === parent))?.id;
};

export const sigkill = (family: readonly Process[]): void => {
  for (const { id } of family) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
};

/** Resolves when none of them is left. */
export const gone = async (family: readonly Process[]): Promise<void> => {
  const ids = new Set(family.map(({ id }) => id));
  while (processes().some(({ id }) => ids.has(id))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
