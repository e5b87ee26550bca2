import { jobsUnderWay, keepJob, PHASES, type Job, type Phase, type Progress } from './job.ts';
import { enterRest } from './holds.ts';
import { STEPS } from './steps/index.ts';
import { stepOf, WAIT, type Next } from './steps/step.ts';
import type { Work } from './work.ts';

/**
 * Goes on with all erasures of a site, the oldest first, as far as the time goes. Whatever it is killed at,
 * whoever comes next goes on: a step that is repeated finds nothing left to do.
 */
export async function runErasures(work: Work, isOver: () => boolean): Promise<void> {
  for (const job of await jobsUnderWay(work, { type: 'erase' })) {
    await runErasure(work, job, isOver);
    // Two of a site do not sweep its symbols at once.
    if (job.status === 'running') return;
  }
}

async function runErasure(work: Work, job: Job, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const { progress } = job;
    if (progress === undefined || progress.phase === 'done') return finish(work, job);
    const next = await STEPS[progress.phase](stepOf(work, job, progress));
    job.status = next === WAIT ? 'waiting' : 'running';
    goOn(progress, next);
    if (!(await keepJob(work, job)) || next === WAIT) return;
  }
}

function goOn(progress: Progress, next: Next): void {
  if (next === WAIT) return;
  if (next === undefined) progress.phase = phaseAfter(progress.phase);
  progress.after = next ?? '';
}

function phaseAfter(phase: Phase): Phase {
  return PHASES[PHASES.indexOf(phase) + 1] ?? 'done';
}

/** From here on nothing tells whom it was about but a hash. */
async function finish(work: Work, job: Job): Promise<void> {
  if (job.status === 'done') return;
  enterRest(job.receipt);
  job.progress = undefined;
  job.status = 'done';
  job.finishedAt = work.now;
  await keepJob(work, job);
}
