import type { Options } from '../parts/choice.tsx';

/** What the address says of a page. */
export type View = Record<string, string | undefined>;

/** The option that the address names, else the first. */
export function chosen(options: Options, value: string | undefined): string {
  return (options.find(([each]) => each === value) ?? options[0])?.[0] ?? '';
}

/** Rows before `(other)`: as many as the page has unless the address says otherwise. */
export function limitOf({ limit }: View, usual: number): number {
  return limit !== undefined && /^[1-9]\d{0,2}$/.test(limit) ? Number(limit) : usual;
}

/** The way back; undefined where it needs no saying. */
export function limitView(limit: unknown, usual: number): string | undefined {
  return limit === usual ? undefined : textOf(limit);
}

/** What an address may hold; anything else is nothing that a page asks. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
