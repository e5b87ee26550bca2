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
    changing = turn;
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
  /** Writes it, or forgets it where there is nothing. */
  const write = async (key: string, value?: object): Promise<void> => {
    try {
      await (value
        ? localStorage.setItem(key, JSON.stringify(value))
        : localStorage.removeItem(key));
    } catch {
      // Full or blocked.
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
        await write(queue, Object.keys(waiting)[0] ? waiting : undefined);
      }),
    erase: () =>
      inTurn(async () => {
        visitor = undefined;
        await write(entry);
        await write(queue);
      }),
  };
};
