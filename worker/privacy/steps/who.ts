import { Reader } from '../../history/index.ts';
import { bury } from '../bury.ts';
import { joinWho, whoIs } from '../who.ts';
import { burialsOf } from './burials.ts';
import type { Next, Step } from './step.ts';

/**
 * Who it is. Burying them first and looking again, until nobody new is found, leaves no moment in which
 * somebody could be joined to them unseen.
 */
export async function who({ work, id, progress }: Step): Promise<Next> {
  const now = await whoIs(new Reader(work.databases, work.site), progress);
  const found = progress.who === undefined ? now : joinWho(progress.who, now);
  const isSame = JSON.stringify(found) === JSON.stringify(progress.who);
  progress.who = found;
  if (isSame) return undefined;
  await bury(work, burialsOf(progress), id);
  return 'again';
}
