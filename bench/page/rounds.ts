import type { Browser } from 'playwright-core';
import { type Load, load, type Stage } from './loads.ts';
import type { Worn } from './scripts.ts';
import { warmLoads } from './warm.ts';

/** A desktop, and a low-end phone. */
const slowdowns = [1, 6] as const;

/** Warm loads of one tab, before another script has its turn. */
const block = 5;

/** Where loads are made, and how many of each kind. */
export interface Bench {
  browser: Browser;
  stage: Stage;
  loads: number;
}

/** Figures by script and slow-down, one of each load. */
class Figures<T> {
  #all = new Map<string, T[]>();

  of(one: Worn | undefined, slowdown: number): T[] {
    const key = `${one?.name} ${slowdown}`;
    const all = this.#all.get(key) ?? [];
    this.#all.set(key, all);
    return all;
  }
}

/** First pages of new visitors. Round robin: what else the machine does meets all scripts. */
export const firstLoads = async (
  { browser, stage, loads }: Bench,
  all: readonly (Worn | undefined)[],
): Promise<(one: Worn | undefined, slowdown: number, name: keyof Load) => number[]> => {
  const figures = new Figures<Load>();
  for (let n = 0; n < loads; n++) {
    for (const slowdown of slowdowns) {
      for (const worn of all) {
        figures.of(worn, slowdown).push(await load(browser, stage, { worn, slowdown }));
      }
    }
  }
  return (one, slowdown, name) => figures.of(one, slowdown).map((cost) => cost[name]);
};

/** CPU time of further pages of a tab, by a trace, ms; `isNew`: each of a new visitor. */
export const furtherLoads = async (
  { browser, stage, loads }: Bench,
  all: readonly Worn[],
  isNew: boolean,
): Promise<(one: Worn, slowdown: number) => number[]> => {
  const figures = new Figures<number>();
  for (let left = loads; left > 0; left -= block) {
    for (const slowdown of slowdowns) {
      for (const worn of all) {
        const terms = { worn, slowdown, isNew, loads: Math.min(left, block) };
        const costs = await warmLoads(browser, stage, terms);
        figures.of(worn, slowdown).push(...costs.map(({ cpu }) => cpu));
      }
    }
  }
  return (one, slowdown) => figures.of(one, slowdown);
};
