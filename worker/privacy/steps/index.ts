import type { Phase } from '../job.ts';
import { lines } from './lines.ts';
import { accounts, deadLetters, deliveries, orders, quarantine, traits } from './rows.ts';
import { settings } from './settings.ts';
import type { Next, Step } from './step.ts';
import { lake, symbols } from './texts.ts';
import { users } from './users.ts';
import { who } from './who.ts';

/** What each phase of an erasure does. */
export const STEPS: Record<Exclude<Phase, 'done'>, (step: Step) => Promise<Next>> = {
  who, deliveries, orders, lines, users, traits, accounts, quarantine, dead_letters: deadLetters,
  settings, symbols, lake,
}; // prettier-ignore
