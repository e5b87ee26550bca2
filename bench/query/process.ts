import { readdir, readFile } from 'node:fs/promises';

/** CPU time does not grow when others use the machine, as wall time does. Linux alone tells it. */
export interface Watched {
  /** Milliseconds used so far; NaN where the system does not tell. */
  cpu: () => Promise<number>;
}

/** Clock ticks of /proc, milliseconds each. */
const TICK = 10;

/** The workerd that a process started. */
export function workerdOf(parent: number): Watched {
  let stat: string | undefined;
  return {
    cpu: async () => {
      stat ??= await statOf(parent);
      if (stat === undefined) return Number.NaN;
      const fields = await fieldsOf(stat);
      return (Number(fields[11]) + Number(fields[12])) * TICK;
    },
  };
}

async function statOf(parent: number): Promise<string | undefined> {
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue;
    const path = `/proc/${entry}/stat`;
    const text = await readFile(path, 'utf8').catch(() => '');
    if (!text.includes('(workerd)')) continue;
    if (Number((await fieldsOf(path))[1]) === parent) return path;
  }
  return undefined;
}

/** What follows the name, which may hold blanks: state, parent ... user and system time. */
async function fieldsOf(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
