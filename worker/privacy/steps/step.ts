import type { Job, Progress } from '../job.ts';
import { Person } from '../person.ts';
import type { Receipt } from '../receipt.ts';
import type { Work } from '../work.ts';

/** A step of an erasure, with all it needs to know. It notes in `progress` and `receipt` what it did. */
export interface Step {
  work: Work;
  id: string;
  progress: Progress;
  person: Person;
  receipt: Receipt;
}

/** Where the phase goes on; undefined: with the next phase; `wait`: not now. */
export type Next = string | undefined | typeof WAIT;
export const WAIT: unique symbol = Symbol('wait');

export function stepOf(work: Work, job: Job, progress: Progress): Step {
  const nobody = { visitors: [], users: [], emails: [], naming: [] };
  const person = new Person(progress.who ?? nobody);
  return { work, id: job.id, progress, person, receipt: job.receipt };
}
