import type { WireBatch } from '../../schema/index.ts';

/** A rejected example: what is sent and what becomes of it. */
export interface Rejected {
  reason: string;
  /** 4xx refuses the batch; 200 keeps the event in quarantine. */
  status: number;
  body?: unknown;
  /** The request's body as text, where it is not JSON or JSON.stringify could not write it. */
  raw?: string;
}

/** The clock of the golden examples. */
export const GOLDEN_NOW = 1_792_000_000_000;

/** schema/examples/accepted by file name. */
export const accepted: Record<string, WireBatch> = named(
  import.meta.glob<WireBatch>('../../schema/examples/accepted/*.json', {
    eager: true,
    import: 'default',
  }),
);

/** schema/examples/rejected by file name. */
export const rejected: Record<string, Rejected> = named(
  import.meta.glob<Rejected>('../../schema/examples/rejected/*.json', {
    eager: true,
    import: 'default',
  }),
);

/** What goes over the wire. */
export function wireText(example: Rejected): string {
  return example.raw ?? JSON.stringify(example.body);
}

function named<T>(files: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [path.replace(/^.*\/|\.json$/g, ''), file]),
  );
}
