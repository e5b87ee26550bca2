import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of `/proc/PID/stat` in a second: Linux has said 100 on every machine since 2.4. */
const TICKS = 100;

/** What workerd takes of the machine, from Linux's own books; nothing of it depends on who else is running. */
export class Workerd {
  readonly #pid: number;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** The one this process, or a child of it, started; there must be one alone. */
  static below(parent: number = process.pid): Workerd {
    const pids = workerdsBelow(parent);
    const [pid] = pids;
    if (pid === undefined || pids.length > 1)
      throw new Error(`${pids.length} processes of workerd where there should be one`);
    return new Workerd(pid);
  }

  /** Milliseconds of CPU so far, all threads, in steps of ten. */
  cpu(): number {
    // The name in brackets may hold anything; utime and stime are the 12th and 13th after it.
    const fields = read(this.#pid, 'stat')
      .replace(/^.*\) /s, '')
      .split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
  }

  /** Megabytes in memory: all, and without pages of files, such as workerd's own program. */
  memory(): { rss: number; anonymous: number } {
    const status = read(this.#pid, 'status');
    const megabytes = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1_024;
    return { rss: megabytes('VmRSS'), anonymous: megabytes('RssAnon') };
  }
}

function workerdsBelow(parent: number): number[] {
  const children = new Map<number, number[]>();
  const names = new Map<number, string>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const [, name = '', above = ''] = /^\d+ \((.*)\) \S (\d+)/s.exec(statOf(pid)) ?? [];
    names.set(pid, name);
    children.set(Number(above), [...(children.get(Number(above)) ?? []), pid]);
  }
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(parent).filter((pid) => names.get(pid) === 'workerd');
}

/** Empty of one that ended in the meantime. */
function statOf(pid: number): string {
  try {
    return read(pid, 'stat');
  } catch {
    return '';
  }
}

function read(pid: number, file: string): string {
  return readFileSync(`/proc/${pid}/${file}`, 'utf8');
}
