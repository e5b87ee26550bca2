/** A mistake somebody could make, and the test that has to notice it. */
export interface Bug {
  name: string;
  file: string;
  /** Exact text of the file, found once. */
  right: string;
  wrong: string;
  /** The test that must fail. */
  test: string;
}

const SESSIONS = 'test/stitch/sessions.property.test.ts';
const PEOPLE = 'test/reports/people.property.test.ts';
const TABLES = 'test/stitch/tables.property.test.ts';

/** Planted one at a time by `npm run bugs`: each must be caught. */
export const BUGS: readonly Bug[] = [
  {
    name: 'a gap of exactly 30 minutes ends the session',
    file: 'worker/stitch/merge.ts',
    right: 'span.start - end > SESSION_GAP',
    wrong: 'span.start - end >= SESSION_GAP',
    test: SESSIONS,
  },
  {
    name: 'a late copy moves its event',
    file: 'worker/stitch/merge.ts',
    right: 'if (copy.at < joined.at)',
    wrong: 'if (copy.at > joined.at)',
    test: SESSIONS,
  },
  {
    name: 'the first copy to arrive wins',
    file: 'worker/stitch/merge.ts',
    right: 'if (copyContent < knownContent) joined',
    wrong: 'if (copyContent === knownContent) joined',
    test: SESSIONS,
  },
  {
    name: 'a session ends with its last kept event',
    file: 'worker/stitch/merge.ts',
    right: 'const united: Session = { start, end, events: kept, overflow };',
    wrong:
      'const united: Session = { start, end: kept.at(-1)?.at ?? end, events: kept, overflow };',
    test: SESSIONS,
  },
  {
    name: 'transactions do not look whether somebody else wrote first',
    file: 'worker/stitch/session-plan.ts',
    right: 'plan.guards.push(db.prepare(sessionsGuard).bind(site, chunk, SESSION_GAP));',
    wrong: 'void chunk;',
    test: SESSIONS,
  },
  {
    name: 'a session that another has swallowed stays',
    file: 'worker/stitch/session-plan.ts',
    right: 'if (row) changes.deleted.push(row.id);',
    wrong: 'void row;',
    test: SESSIONS,
  },
  {
    name: 'the order of keys changes what is stored',
    file: 'worker/stitch/values.ts',
    right: 'const keys = Object.keys(object).sort();',
    wrong: 'const keys = Object.keys(object);',
    test: 'test/stitch/pack.property.test.ts',
  },
  {
    name: "a page's word on an order beats the server's",
    file: 'worker/stitch/orders.ts',
    right: 'purchases.find((copy) => copy.verified && copy.value !== undefined) ??',
    wrong: 'purchases.find((copy) => !copy.verified && copy.value !== undefined) ??',
    test: 'test/stitch/orders.test.ts',
  },
  {
    name: 'two requests about one order forget each other',
    file: 'worker/stitch/order-plan.ts',
    right: 'plan.guards.push(db.prepare(ordersGuard).bind(site, JSON.stringify(guards)));',
    wrong: 'void guards;',
    test: TABLES,
  },
  {
    name: 'the last trait to arrive wins',
    file: 'worker/stitch/users.ts',
    right: 'return at > knownAt || (at === knownAt && canonical(value) > canonical(knownValue));',
    wrong: 'return at >= knownAt;',
    test: TABLES,
  },
  {
    name: 'what came before the first name is nobody of the first user',
    file: 'worker/history/identity.ts',
    right: 'pieces.length === 0 ? -Infinity : at',
    wrong: 'at',
    test: PEOPLE,
  },
  {
    name: 'a journey goes on after its order',
    file: 'worker/reports/story.ts',
    right: `    this.#current = undefined;
    this.#tail = [];
  }

  #open(`,
    wrong: `    this.#tail = [];
  }

  #open(`,
    test: PEOPLE,
  },
];
