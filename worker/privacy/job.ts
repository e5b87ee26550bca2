import privacyById from '../sql/privacy.by-id.sql';
import privacyInsert from '../sql/privacy.insert.sql';
import privacyUnderWay from '../sql/privacy.under-way.sql';
import privacyUpdate from '../sql/privacy.update.sql';
import { hashOfId } from '../stitch/tombstones.ts';
import { saltOf } from './bury.ts';
import type { Receipt } from './receipt.ts';
import { nameOf, type Scope, type Subject, type Who } from './subject.ts';
import type { Sweep } from './symbols.ts';
import type { Work } from './work.ts';

/** In this order; each may be broken off anywhere and begun again. */
export const PHASES = [
  'who', 'deliveries', 'lines', 'orders', 'users', 'traits', 'accounts', 'quarantine', 'dead_letters', 
  'settings', 'symbols', 'lake', 'done',
] as const; // prettier-ignore

export type Phase = (typeof PHASES)[number];

/** How far an erasure is. Gone when it is done: until then it holds the person's ids. */
export interface Progress {
  subject: Subject;
  scope: Scope;
  phase: Phase;
  /** Where the phase goes on. */
  after: string;
  who?: Who;
  /** Up to when nothing is stored again: now, or the latest that was erased. */
  end: number;
  /** Of the database whose texts are looked at. */
  sweep?: Sweep;
  /** Days (UTC) of which files may have older copies. */
  days: string[];
}

export type JobType = 'access' | 'erase';

export type Status = 'running' | 'waiting' | 'done';

export interface Job {
  id: string;
  type: JobType;
  /** Salted hash of the id or address. */
  subject: string;
  status: Status;
  createdAt: number;
  finishedAt: number | null;
  version: number;
  progress: Progress | undefined;
  receipt: Receipt;
}

export interface JobRow {
  id: string;
  type: JobType;
  subject: string;
  status: Status;
  created_at: number;
  finished_at: number | null;
  version: number;
  body: string;
  receipt: string;
}

export function jobOf({ body, receipt, created_at, finished_at, ...row }: JobRow): Job {
  // Written below alone, so their shape is known.
  const progress = JSON.parse(body) as Progress | Record<string, never>;
  return {
    ...row,
    createdAt: created_at,
    finishedAt: finished_at,
    progress: 'subject' in progress ? (progress as Progress) : undefined,
    receipt: JSON.parse(receipt) as Receipt,
  };
}

export interface Asked {
  type: JobType;
  subject: Subject;
  scope: Scope;
}

/**
 * A new job; of an erasure that is under way already, the same one. One that only waits for files begins
 * anew: the person may have come back meanwhile.
 */
export async function beginJob(work: Work, { type, subject, scope }: Asked): Promise<Job> {
  const { databases, site, now } = work;
  const hash = await subjectHash(work, { subject, scope });
  if (type === 'erase') {
    const [known] = await jobsUnderWay(work, { type, subject: hash });
    if (known !== undefined) {
      if (known.status === 'waiting' && known.progress !== undefined) {
        known.progress = { ...known.progress, phase: 'who', after: '', end: now };
        known.status = 'running';
        await keepJob(work, known);
      }
      return known;
    }
  }
  const progress: Progress = {
    subject, scope, phase: 'who', after: '', end: now, days: [],
  }; // prettier-ignore
  const id = `pr_${crypto.getRandomValues(new Uint8Array(12)).toBase64({ alphabet: 'base64url' })}`;
  await databases.db
    .prepare(privacyInsert)
    .bind(site.number, id, type, hash, now, JSON.stringify(progress))
    .run();
  const job = await readJob(work, id);
  if (job === undefined) throw new Error('The site is being removed');
  return job;
}

async function subjectHash(work: Work, { subject, scope }: Omit<Asked, 'type'>): Promise<string> {
  const named = nameOf(subject);
  return `${scope}:${await hashOfId(await saltOf(work), named)}`;
}

export async function readJob({ databases, site }: Work, id: string): Promise<Job | undefined> {
  const statement = databases.db.prepare(privacyById).bind(site.number, id);
  const row = await statement.first<JobRow>();
  return row === null ? undefined : jobOf(row);
}

export async function jobsUnderWay(
  { databases, site }: Work,
  { type, subject }: { type?: JobType; subject?: string } = {},
): Promise<Job[]> {
  const { results } = await databases.db
    .prepare(privacyUnderWay)
    .bind(site.number, type ?? null, subject ?? null)
    .all<JobRow>();
  return results.map(jobOf);
}

/** Writes down how far it is; false: somebody else went on with it meanwhile. */
export async function keepJob({ databases, site }: Work, job: Job): Promise<boolean> {
  const { id, version, status, finishedAt, progress, receipt } = job;
  const { meta } = await databases.db
    .prepare(privacyUpdate)
    .bind(
      site.number, id, version, status, finishedAt, JSON.stringify(progress ?? {}),
      JSON.stringify(receipt),
    )
    .run(); // prettier-ignore
  job.version++;
  return meta.changes > 0;
}
