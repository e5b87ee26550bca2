import * as v from 'valibot';
import {
  GOOD_MOMENTS,
  INFERRED,
  SIGNALS,
  STATED,
  type JourneyMap,
  type MapStage,
  type Sentiment,
} from '../../reports/index.ts';
import { count, rate } from '../shapes.ts';
import { peopleCell } from './people-cell.ts';
import { quantiles } from './quantiles.ts';
import { stageFigures, stagesFlow, type CellStages } from './stages.ts';

type Celled<T> = T & { cell: string | null };

/** Lists of a column, each row of which opens its people. */
export const MAP_LISTS = [
  'channels',
  'actions',
  'pages',
  'friction',
  'questions',
  'good_moments',
] as const;

type CellLists = { [List in (typeof MAP_LISTS)[number]]: Celled<MapStage[List][number]>[] };

export interface CellMapStage
  extends Omit<MapStage, (typeof MAP_LISTS)[number] | 'sentiment'>, CellLists {
  sentiment: { stated: Celled<Sentiment>; inferred: Celled<Sentiment> };
  cells: { people: string | null; active: string | null };
}

/** The report with the keys to its people. */
export interface CellJourneyMap extends Omit<JourneyMap, 'stages' | 'flow'> {
  stages: CellMapStage[];
  flow: CellStages['flow'];
}

const mean = v.pipe(v.number(), v.minValue(-2), v.maxValue(2));

const sentiment = v.strictObject({
  mean: v.pipe(v.nullable(mean), v.description('-2 to 2; null where nobody gave a sign.')),
  n: v.pipe(count, v.description('Signs.')),
  people: count,
  ci95: v.pipe(
    v.nullable(v.strictTuple([mean, mean])),
    v.description('Of the mean, by people; null of fewer than two.'),
  ),
  signals: v.array(v.strictObject({ kind: v.picklist([...STATED, ...INFERRED]), n: count, mean })),
  cell: peopleCell,
});

const touches = v.pipe(count, v.description('Sessions and contacts with one.'));
const rows = v.array(v.strictObject({ key: v.string(), events: count, touches, cell: peopleCell }));

const stage = v.strictObject({
  ...stageFigures,
  active: v.pipe(count, v.description('People who did anything in the stage within the range.')),
  events: count,
  sessions: v.pipe(
    count,
    v.description('Begun in the range, with an event in the stage: one may be in several.'),
  ),
  contacts: v.pipe(count, v.description('Off the site: calls, mails, chats, visits ...')),
  channels: v.array(
    v.strictObject({
      key: v.string(),
      online: v.pipe(v.boolean(), v.description('Sessions; else contacts off the site.')),
      touches: count,
      people: count,
      cell: peopleCell,
    }),
  ),
  actions: v.pipe(
    rows,
    v.description(
      'What was done, page views and measurements apart. A `purchase` that tells of an order once more is left out.',
    ),
  ),
  pages: v.pipe(rows, v.description('Pages that were viewed.')),
  friction: v.pipe(
    v.array(
      v.strictObject({
        signal: v.picklist(SIGNALS),
        events: count,
        sessions: v.pipe(rate, v.description('Sessions with one, of those in the stage.')),
        per_session: v.nullable(v.number()),
        people: count,
        cell: peopleCell,
      }),
    ),
    v.description('What went wrong.'),
  ),
  sentiment: v.pipe(
    v.strictObject({
      stated: v.pipe(sentiment, v.description('By surveys and reviews.')),
      inferred: v.pipe(sentiment, v.description('By cases, returns, rage clicks, errors.')),
    }),
    v.description('How people feel, -2 to 2. What is inferred is never mixed with what was said.'),
  ),
  questions: v.pipe(
    v.array(
      v.strictObject({
        key: v.string(),
        kind: v.picklist(['search', 'support', 'other']),
        asked: count,
        people: count,
        cell: peopleCell,
      }),
    ),
    v.description('Searches on the site, and subjects of cases, chats and calls.'),
  ),
  good_moments: v.pipe(
    v.array(
      v.strictObject({
        key: v.picklist(GOOD_MOMENTS),
        moments: v.nullable(count),
        people: v.nullable(count),
        cell: peopleCell,
      }),
    ),
    v.description(
      'Signs of sentiment above 0, conversions, and those in under half the median time; `null` ' +
        'where too many converted for each journey to be looked at.',
    ),
  ),
  cells: v.strictObject({
    people: v.pipe(peopleCell, v.description('Opens who is there at the end of the range.')),
    active: peopleCell,
  }),
});

export const journeyMapData: v.GenericSchema<CellJourneyMap> = v.strictObject({
  people: v.pipe(count, v.description('Everybody seen by the end of the range.')),
  active: v.pipe(count, v.description('Who did anything in it.')),
  sessions: v.pipe(count, v.description('Begun in the range; each once.')),
  contacts: count,
  cookieless: v.pipe(
    rate,
    v.description('Sessions of the range without stored consent, which are in no stage.'),
  ),
  conversions: count,
  time_to_convert: v.pipe(
    quantiles,
    v.description('Seconds from the opening of a journey to its conversion.'),
  ),
  stages: v.array(stage),
  flow: stagesFlow,
});
