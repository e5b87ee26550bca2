import { PersonSet } from '../history/person-lists.ts';
import { SIGNALS, type Signal } from './friction-query.ts';
import { KeyTally, type TallyRow } from './journey-map-tally.ts';
import {
  GOOD_MOMENTS,
  type GoodMoment,
  type JourneyMapPick,
  type MapChannel,
  type MapList,
  type MapQuestion,
  type MapRow,
  type MapStage,
} from './journey-map-query.ts';
import { rateOf } from './rate.ts';
import type { Sign } from './sentiment.ts';
import { SentimentSums } from './sentiment-sums.ts';
import type { StageFigures } from './stages-query.ts';

/** Lists that show how many people are behind a row. */
const PEOPLED: ReadonlySet<MapList> = new Set(['channels', 'contacts', 'friction', 'questions']);

const LISTS: readonly MapList[] = [...PEOPLED, 'actions', 'pages'];

/** Where and by whom something happened. */
export interface Happening {
  person: number;
  /** Number of the session or contact; -1 of a session that began before the range. */
  touch: number;
}

/** What happened to people while they were in one stage. */
export class MapColumn {
  readonly active: PersonSet = new PersonSet();
  events = 0;
  sessions = 0;
  contacts = 0;
  readonly #lists: Record<MapList, KeyTally>;
  readonly #signs = { stated: new SentimentSums(), inferred: new SentimentSums() };
  readonly #moments = new KeyTally(true);

  /** The list whose rows are to be opened keeps its people too. */
  constructor(opened?: JourneyMapPick['of']) {
    // One for each of the names.
    this.#lists = Object.fromEntries(
      LISTS.map((list) => [list, new KeyTally(PEOPLED.has(list) || list === opened)]),
    ) as Record<MapList, KeyTally>;
  }

  add(list: MapList, key: string, happening: Happening): void {
    this.#lists[list].add(key, happening);
  }

  feel(sign: Sign, happening: Happening): void {
    this.#signs[sign.isStated ? 'stated' : 'inferred'].add(happening.person, sign);
    if (sign.value > 0) this.succeed('praise', happening);
  }

  succeed(moment: GoodMoment['key'], happening: Happening): void {
    this.#moments.add(moment, happening);
  }

  get conversions(): number {
    return this.#moments.of('conversion').events;
  }

  result(
    figures: StageFigures,
    { limit, knowsQuick }: { limit: number; knowsQuick: boolean },
  ): MapStage {
    const { active, events, sessions, contacts } = this;
    return {
      ...figures,
      active: active.size,
      events,
      sessions,
      contacts,
      channels: this.#channels(),
      actions: this.#lists.actions.top(limit).map(rowOf),
      pages: this.#lists.pages.top(limit).map(rowOf),
      friction: SIGNALS.map((signal) => this.#friction(signal)),
      sentiment: {
        stated: this.#signs.stated.result(),
        inferred: this.#signs.inferred.result(),
      },
      questions: this.#lists.questions.top(limit).map(questionOf),
      good_moments: GOOD_MOMENTS.map((key): GoodMoment => {
        const { events: moments, people } = this.#moments.of(key);
        const isKnown = key !== 'quick_success' || knowsQuick;
        return { key, moments: isKnown ? moments : null, people: isKnown ? people.size : null };
      }),
    };
  }

  /** The people behind a number, as they were counted. */
  peopleOf(pick: JourneyMapPick, limit: number): Iterable<number> {
    if (pick.of === 'active') return this.active;
    if (pick.of === 'stated' || pick.of === 'inferred') return this.#signs[pick.of].people;
    if (!('key' in pick)) return [];
    if (pick.of === 'good_moments') return this.#moments.of(pick.key).people;
    const list = this.#lists[pick.of];
    return (list.top(limit).find(({ key }) => key === pick.key) ?? list.of(pick.key)).people;
  }

  /** All there are: the channels of definitions.md 2 and the kinds of contacts. */
  #channels(): MapChannel[] {
    const { channels, contacts } = this.#lists;
    const shown = ({ key, touches, people }: TallyRow, online: boolean): MapChannel[] =>
      touches === 0 ? [] : [{ key, online, touches, people: people.size }];
    return [
      ...channels.top(Infinity).flatMap((row) => shown(row, true)),
      ...contacts.top(Infinity).flatMap((row) => shown(row, false)),
    ].sort((a, b) => b.touches - a.touches || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  #friction(signal: Signal): MapStage['friction'][number] {
    const { events, touches, people } = this.#lists.friction.of(signal);
    const { sessions } = this;
    return {
      signal,
      events,
      sessions: rateOf(touches, sessions),
      per_session: sessions === 0 ? null : events / sessions,
      people: people.size,
    };
  }
}

function rowOf({ key, events, touches }: TallyRow): MapRow {
  return { key, events, touches };
}

/** Keys of questions begin with their kind, as `search lamp`. */
function questionOf({ key, events, people }: TallyRow): MapQuestion {
  const [kind = ''] = key.split(' ', 1);
  const isOther = kind !== 'search' && kind !== 'support';
  return {
    key: isOther ? key : key.slice(kind.length + 1),
    kind: isOther ? 'other' : kind,
    asked: events,
    people: people.size,
  };
}
