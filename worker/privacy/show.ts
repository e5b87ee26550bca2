import { bundleOf } from './bundle.ts';
import { keepJob, type Job } from './job.ts';
import { enterRest } from './holds.ts';
import { enter, type StoreName } from './receipt.ts';
import type { Work } from './work.ts';

/** Counts what is kept of somebody, store by store; the bundle itself is made anew whenever it is fetched. */
export async function show(work: Work, job: Job): Promise<void> {
  const { progress } = job;
  if (progress === undefined || job.status === 'done') return;
  job.receipt = {};
  for (const store of SHOWN)
    enter(job.receipt, { store, searched: 'as erasure does', found: 0, erased: 0 });
  for await (const { store } of bundleOf(work, progress))
    enter(job.receipt, { store, searched: 'as erasure does', found: 1, erased: 0 });
  enterRest(job.receipt);
  job.status = 'done';
  job.finishedAt = work.now;
  await keepJob(work, job);
}

/** Places of which the bundle tells. */
const SHOWN = [
  'edges', 'users', 'touchpoints', 'sessions', 'archived', 'orders', 'quarantine', 'dead_letters',
  'deliveries',
] as const satisfies StoreName[]; // prettier-ignore
