import * as v from 'valibot';
import type { Env } from '../../env.ts';
import { MOST_SEGMENTS, type ComparedSegment, type Filter } from '../../reports/index.ts';
import { allows, type Grant } from '../auth.ts';
import { filterInput } from '../filter.ts';
import { label } from '../shapes.ts';
import type { Site } from '../site.ts';
import { personalIn, refusePersonal } from './personal.ts';
import { segmentId, segmentOrCell, unknownSegment } from './segmented.ts';
import { keeperOf, MOST_KEPT, type Kept } from './store.ts';

/** A segment of a comparison as a request names it. */
type Named = { segment: string; name?: string } | { name: string; filter: Filter };

const saved: v.GenericSchema<Named> = v.strictObject({
  segment: segmentId,
  name: v.exactOptional(label),
});
const told: v.GenericSchema<Named> = v.strictObject({ name: label, filter: filterInput });

/** As it is documented: a saved one, or a filter with a name. */
export const comparedSegment: v.GenericSchema<Named> = v.union([saved, told]);

const named = v.lazy((input): v.GenericSchema<Named> => {
  if (input === undefined) return comparedSegment;
  if (typeof input !== 'object' || input === null) return told;
  // Whoever writes the id of one means a saved one.
  return 'segment' in input || ('id' in input && !('filter' in input)) ? saved : told;
});

export const segmentList: v.GenericSchema<Named[]> = v.pipe(
  v.array(named),
  v.minLength(1, 'At least one segment'),
  v.maxLength(MOST_SEGMENTS, `At most ${MOST_SEGMENTS} segments`),
);

/** The segments that are meant, each with its filter: those named, else the site's own by name. */
export async function chosenSegments(
  { env, site, grant }: { env: Env; site: Site; grant: Grant },
  given: readonly Named[] | undefined,
): Promise<{ chosen: ComparedSegment[]; warnings: string[] }> {
  const keeper = keeperOf(env.DB, 'segments', site.number);
  if (given !== undefined) {
    const chosen = given.map(async (one, i): Promise<ComparedSegment> => {
      if (!('segment' in one)) return one;
      const kept = await keeper.byId(one.segment);
      if (kept !== undefined) return { ...comparedOf(kept), ...(one.name && { name: one.name }) };
      const filter = await segmentOrCell(env, site, one.segment);
      if (filter === undefined) throw unknownSegment(`/segments/${i}/segment`);
      return { name: one.name ?? `Segment ${i + 1}`, filter };
    });
    const all = await Promise.all(chosen);
    refusePersonal(grant, all);
    return { chosen: all, warnings: [] };
  }
  const kept = (await keeper.list('', MOST_KEPT)).map(comparedOf).sort(byName);
  const readsPeople = allows(grant, 'read:customers');
  const all = kept.filter((one) => readsPeople || personalIn(one.filter) === undefined);
  const chosen = all.slice(0, MOST_SEGMENTS);
  const warnings: string[] = [];
  if (all.length > chosen.length) {
    warnings.push(`Of ${all.length} segments these are the first ${chosen.length} by name.`);
  }
  if (kept.length > all.length) {
    const hidden = kept.length - all.length;
    warnings.push(`Left out: ${hidden} over personal traits, for a key that may read customers.`);
  }
  return { chosen, warnings };
}

function comparedOf({ id, body }: Kept): ComparedSegment {
  // Written by this API alone, so their shape is known.
  return { id, name: body['name'] as string, filter: body['filter'] as Filter };
}

function byName(a: ComparedSegment, b: ComparedSegment): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : (a.id ?? '') < (b.id ?? '') ? -1 : 1;
}
