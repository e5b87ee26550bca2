import { random } from '../../random.ts';
import type { Api } from './api.ts';

/** What the shop's page keeps for us. Where it does not, everything works for as long as the page is there. */
export interface PixelMemory {
  /** The theme's tag and the pixel know one visitor. */
  visitor(): Promise<string>;
  /** Batches that wait, by id. */
  waiting(): Promise<Record<string, string>>;
  change(by: (waiting: Record<string, string>) => void): Promise<void>;
  erase(): Promise<void>;
}

export const openMemory = ({ localStorage }: Api['browser'], entry: string): PixelMemory => {
  const queue = `${entry}-pixel`;
  let visitor: string | undefined;
  let changing: Promise<unknown> = Promise.resolve();
  /** One after the other: what is under way when all is erased would be written again. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = changing.then(work);
    changing = turn.catch(Boolean);
    return turn;
  };

  const read = async (key: string): Promise<Record<string, unknown>> => {
    try {
      const value: unknown = JSON.parse((await localStorage.getItem(key)) ?? '');
      return typeof value === 'object' && value !== null ? { ...value } : {};
    } catch {
      return {};
    }
  };
  const write = async (key: string, value: object): Promise<void> => {
    try {
      await localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Full or blocked.
    }
  };
  const forget = async (key: string): Promise<void> => {
    try {
      await localStorage.removeItem(key);
    } catch {
      // Blocked, and so never written.
    }
  };
  return {
    visitor: () =>
      inTurn(async () => {
        const kept = await read(entry);
        if (/^\w{16}$/.test(String(kept['visitor']))) visitor = String(kept['visitor']);
        else await write(entry, { ...kept, visitor: (visitor ??= random()) });
        return visitor ?? random();
      }),
    async waiting() {
      return (await read(queue)) as Record<string, string>;
    },
    change: (by) =>
      inTurn(async () => {
        const waiting = (await read(queue)) as Record<string, string>;
        by(waiting);
        await (Object.keys(waiting).length > 0 ? write(queue, waiting) : forget(queue));
      }),
    erase: () =>
      inTurn(async () => {
        visitor = undefined;
        await forget(entry);
        await forget(queue);
      }),
  };
};
