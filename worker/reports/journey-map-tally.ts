import { NOT_SET } from '../history/item.ts';
import { OTHER } from './facets.ts';
import { RowPeople } from './row-people.ts';

interface Row {
  events: number;
  touches: number;
  people: RowPeople | undefined;
  /** The touch that was counted last. */
  touch: number;
}

/** A row that is shown, with the people behind it where they are kept. */
export interface TallyRow {
  key: string;
  events: number;
  touches: number;
  people: { readonly size: number } & Iterable<number>;
}

const NOBODY: TallyRow['people'] = new Set();

/** What happened, by key. People are kept only where somebody asks for them: pages are many. */
export class KeyTally {
  readonly #rows = new Map<string, Row>();
  readonly #keepsPeople: boolean;

  constructor(keepsPeople: boolean) {
    this.#keepsPeople = keepsPeople;
  }

  /** `touch` is the number of the session or contact; -1 of what began before the range. */
  add(key: string, { person, touch }: { person: number; touch: number }): void {
    const name = key || NOT_SET;
    let row = this.#rows.get(name);
    if (row === undefined) {
      const people = this.#keepsPeople ? new RowPeople() : undefined;
      this.#rows.set(name, (row = { events: 0, touches: 0, people, touch: -1 }));
    }
    row.events++;
    row.people?.add(person);
    if (touch === row.touch) return;
    row.touch = touch;
    if (touch >= 0) row.touches++;
  }

  of(key: string): TallyRow {
    const { events = 0, touches = 0, people } = this.#rows.get(key) ?? {};
    return { key, events, touches, people: people ?? NOBODY };
  }

  /** By events, the rest as `(other)`: a session may be in several rows of it, and counts in each. */
  top(limit: number): TallyRow[] {
    const rows = [...this.#rows.keys()].map((key) => this.of(key));
    rows.sort((a, b) => b.events - a.events || (a.key < b.key ? -1 : 1));
    const rest = rows.splice(limit);
    if (rest.length === 0) return rows;
    const people = new RowPeople();
    for (const row of rest) for (const person of row.people) people.add(person);
    const sum = (of: (row: TallyRow) => number): number =>
      rest.reduce((total, row) => total + of(row), 0);
    const other = { key: OTHER, events: sum((row) => row.events), people };
    return [...rows, { ...other, touches: sum((row) => row.touches) }];
  }
}
