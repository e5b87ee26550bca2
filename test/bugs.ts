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
  {
    name: 'equal nodes of a path are counted one by one',
    file: 'worker/reports/path-walk.ts',
    right: 'if (label === NONE || label === this.#previous || this.nodes.length === steps) return;',
    wrong: 'if (label === NONE || this.nodes.length === steps) return;',
    test: 'test/reports/paths.test.ts',
  },
  {
    name: "the end of a path's window is out",
    file: 'worker/reports/path-walk.ts',
    right: 'at - this.startAt > window) return;',
    wrong: 'at - this.startAt >= window) return;',
    test: 'test/reports/paths.test.ts',
  },
  {
    name: 'two devices at once are told one after the other',
    file: 'worker/reports/paths.ts',
    right: 'if (startOf(item) > subject.end) this.#flush(subject);',
    wrong: 'this.#flush(subject);',
    test: 'test/reports/paths.test.ts',
  },
  {
    name: 'who leaves does not count among the rest of a step',
    file: 'worker/reports/paths-tally.ts',
    right: 'const nodes = way.nodes.map((name, i) => (kept[i]?.has(name) ? name : OTHER));',
    wrong: 'const nodes = way.nodes.filter((name, i) => kept[i]?.has(name));',
    test: 'test/reports/paths.test.ts',
  },
  {
    name: 'a cell is shown a moment before its period is over',
    file: 'worker/reports/retention.ts',
    right:
      'const isMature = this.#endOf({ period, cohort, latest, k }) <= this.#options.dataUntil;',
    wrong:
      'const isMature = this.#endOf({ period, cohort, latest, k }) <= this.#options.dataUntil + 1;',
    test: 'test/reports/retention.test.ts',
  },
  {
    name: 'an old customer enters a first-ever cohort',
    file: 'worker/reports/retention.ts',
    right: "if (cohort === 'first_ever' && isLate) continue;",
    wrong: 'void isLate;',
    test: 'test/reports/reconcile.property.test.ts',
  },
  {
    name: 'a return between two others is forgotten too soon',
    file: 'worker/reports/retention.ts',
    right: 'at - a < APART',
    wrong: 'at - a < 3 * APART',
    test: 'test/reports/retention.test.ts',
  },
  {
    name: 'the history before the range is not looked into',
    file: 'worker/reports/seen-before.ts',
    right: 'const asked = { from: 0, to: before,',
    wrong: 'const asked = { from: before, to: before,',
    test: 'test/reports/reconcile.property.test.ts',
  },
  {
    name: 'who comes back after a pause is new',
    file: 'worker/reports/lifecycle.ts',
    right: "wasActive ? 'resurrecting' : 'new'",
    wrong: "isOld ? 'resurrecting' : 'new'",
    test: 'test/reports/lifecycle.test.ts',
  },
  {
    name: 'people are dormant before the period is over',
    file: 'worker/reports/lifecycle.ts',
    right: 'const dormant = isOver ? count.dormant : null;',
    wrong: 'const { dormant } = count;',
    test: 'test/reports/lifecycle.test.ts',
  },
  {
    name: "a refund stands at its order's time",
    file: 'worker/reports/revenue.ts',
    right: 'this.#seriesAt(refund.at)',
    wrong: 'this.#seriesAt(at)',
    test: 'test/reports/revenue.test.ts',
  },
  {
    name: 'more is paid back than the order was',
    file: 'worker/history/refunds.ts',
    right: 'Math.min(left, refundOf(copy, order.value))',
    wrong: 'refundOf(copy, order.value)',
    test: 'test/reports/revenue.test.ts',
  },
  {
    name: 'an item takes its share from nobody',
    file: 'worker/reports/revenue-items.ts',
    right: 'rest -= amount;',
    wrong: 'void rest;',
    test: 'test/reports/revenue.test.ts',
  },
  {
    name: 'a refund of an old order has no channel',
    file: 'worker/reports/revenue-report.ts',
    right: 'for (const { items } of lives.values()) for (const item of items) fold.step(item);',
    wrong: 'void lives;',
    test: 'test/reports/reconcile.property.test.ts',
  },
  {
    name: 'a reports key exports who somebody is',
    file: 'worker/reports/export-rows.ts',
    right: 'const shown = masked ? withoutPersonal(props) : props;',
    wrong: 'const shown = props;',
    test: 'test/api/export.test.ts',
  },
  {
    name: 'an export takes sessions that only reach into the range',
    file: 'worker/reports/export.ts',
    right: 'return start >= from && start < to;',
    wrong: 'return start < to;',
    test: 'test/api/export.test.ts',
  },
  {
    name: 'a segment replaces the filter of the report',
    file: 'worker/api/saved/segmented.ts',
    right: 'filter: query.filter ? { and: [found, query.filter] } : found',
    wrong: 'filter: found',
    test: 'test/api/saved.test.ts',
  },
  {
    name: 'a saved report is not judged by its report',
    file: 'worker/api/saved/schemas.ts',
    right: "(typeof report === 'string' ? branches.get(report) : undefined) ?? unknownReport",
    wrong: 'unknownReport',
    test: 'test/api/saved.test.ts',
  },
  {
    name: 'a table has the keys to people in it',
    file: 'worker/api/report-csv.ts',
    right: "if (name === 'cell' || (name === 'cells' && isObject(member))) continue;",
    wrong: '',
    test: 'test/api/report-csv.test.ts',
  },
  {
    name: 'a bad event that comes twice is on nobody’s account',
    file: 'worker/collect/settle.ts',
    right: 'const duplicate = stored.duplicates + known;',
    wrong: 'const duplicate = stored.duplicates;',
    test: 'test/collect/ledger.test.ts',
  },
  {
    name: 'a replayed event stays in quarantine',
    file: 'worker/collect/replay.ts',
    right: 'await db.prepare(quarantineDelete).bind(site.number, JSON.stringify(good)).run();',
    wrong: 'void quarantineDelete;',
    test: 'test/collect/quarantine.test.ts',
  },
  {
    name: 'what expires leaves the books',
    file: 'worker/jobs/expire-quarantine.ts',
    right: 'db.prepare(ledgerAddExpired).bind(before),',
    wrong: 'db.prepare(ledgerAddExpired).bind(0),',
    test: 'test/collect/quarantine.test.ts',
  },
  {
    name: 'a message is let go while D1 is away',
    file: 'worker/jobs/deliver.ts',
    right:
      'if (message.attempts < (isTrouble(error) ? ATTEMPTS_IN_TROUBLE : ATTEMPTS)) throw error;',
    wrong: 'if (isTrouble(error)) return;',
    test: 'test/collect/spill.test.ts',
  },
  {
    name: 'the rest of a poisoned message is buried with it',
    file: 'worker/jobs/deliver.ts',
    right: 'const halves = lettersOf(letter);',
    wrong: 'const halves = lettersOf(letter) && undefined;',
    test: 'test/collect/spill.test.ts',
  },
  {
    name: 'a captured batch counts again an hour later',
    file: 'worker/stitch/known-times.ts',
    right: 'event.at = stored.at;',
    wrong: 'void stored;',
    test: 'test/collect/hard-cases.test.ts',
  },
  {
    name: 'depth is looked at after parsing alone',
    file: 'worker/collect/depth.ts',
    right: "if (++depth > DEEPEST) return 'too_deep';",
    wrong: "if (++depth > 1e9) return 'too_deep';",
    test: 'test/collect/hard-cases.test.ts',
  },
  {
    name: 'a page may join two users',
    file: 'worker/history/guards.ts',
    right: "edge.kind === 'alias' && edge.source === 'page'",
    wrong: 'edge.at < 0',
    test: 'test/stitch/identity.test.ts',
  },
  {
    name: 'any signature will do',
    file: 'worker/collect/signature.ts',
    right: 'if (await isSigned(edge.b, signature, secret)) edge.verified = true;',
    wrong: 'if ((await isSigned(edge.b, signature, secret)) || true) edge.verified = true;',
    test: 'test/stitch/identity.test.ts',
  },
  {
    name: 'a page whose clock is ahead has the last word on two ids',
    file: 'worker/history/relate.ts',
    right: 'const after = Math.max(at, ...results.map((edge) => edge.at + 1));',
    wrong: 'const after = at;',
    test: 'test/stitch/identity.test.ts',
  },
  {
    name: 'only an order closes a journey',
    file: 'worker/reports/story.ts',
    right: 'return name !== EVENT.purchase && this.#rules.conversions.has(name);',
    wrong: "return name !== EVENT.purchase && name === '';",
    test: 'test/reports/site-rules.test.ts',
  },
  {
    name: 'an order’s own step stays in the stage before',
    file: 'worker/reports/story.ts',
    right: 'if (step && event) step.stage = stage;',
    wrong: 'if (step && event) void step;',
    test: 'test/reports/shop.test.ts',
  },
  {
    name: 'conversions beyond the range count',
    file: 'worker/reports/overview.ts',
    right: 'if ((bits & CONVERSION) === 0 || !this.#holds(at)) return;',
    wrong: 'if ((bits & CONVERSION) === 0) return;',
    test: 'test/reports/site-rules.test.ts',
  },
  {
    name: 'a cart expires in its thirtieth day',
    file: 'worker/reports/cart.ts',
    right: 'return at - this.#lastPut > CART_LIFE;',
    wrong: 'return at - this.#lastPut >= CART_LIFE;',
    test: 'test/reports/carts.test.ts',
  },
  {
    name: 'a cart of last week begins anew',
    file: 'worker/reports/carts.ts',
    right: 'const from = Math.max(0, range.from - CART_LIFE);',
    wrong: 'const from = range.from;',
    test: 'test/reports/carts.test.ts',
  },
  {
    name: 'a term that is searched again after a product is the same search',
    file: 'worker/reports/search-terms.ts',
    right: 'if (current && current.term === term && !current.followed) {',
    wrong: 'if (current && current.term === term) {',
    test: 'test/reports/search-terms.test.ts',
  },
  {
    name: 'only the first and last event of a visit tell a stage',
    file: 'worker/reports/stages-fold.ts',
    right: "const isNews = sign !== 'none' && !seen.has(sign);",
    wrong: 'const isNews = false;',
    test: 'test/reports/stages.test.ts',
  },
  {
    name: 'a list is passed over but for its last item',
    file: 'worker/stitch/values.ts',
    right: 'for (let left = reader.number(); left > 0; left--) skipAs(',
    wrong: 'for (let left = reader.number(); left > 1; left--) skipAs(',
    test: 'test/stitch/pack.property.test.ts',
  },
  {
    name: "a staff network's IPv4 range does not see addresses written as IPv6",
    file: 'worker/collect/staff.ts',
    right: 'const found = ipaddr.process(address);',
    wrong: 'const found = ipaddr.parse(address);',
    test: 'test/collect/staff.test.ts',
  },
  {
    name: 'a batch of staff is not entered into the ledger',
    file: 'worker/api/receive.ts',
    right: 'const tally = { staff: events };',
    wrong: 'const tally = { staff: 0 * events };',
    test: 'test/collect/staff.test.ts',
  },
  {
    name: 'the cookie outlives the consent',
    file: 'worker/api/own-host.ts',
    right: 'if (!isKept && held === undefined) return response;',
    wrong: 'if (!isKept || held === null) return response;',
    test: 'test/api/own-host.test.ts',
  },
  {
    name: 'a deed counts whenever it was',
    file: 'worker/reports/deeds.ts',
    right: 'if (at < this.#range.from ||',
    wrong: 'if (',
    test: 'test/reports/person-conditions.test.ts',
  },
  {
    name: 'a fact is looked at as it is today',
    file: 'worker/reports/person-conditions.ts',
    right: 'to: Math.min(query.range.to, now + 1) }',
    wrong: 'to: now + 1 }',
    test: 'test/reports/person-conditions.test.ts',
  },
  {
    name: 'a member of a context that nobody knows passes for plain',
    file: 'worker/collect/import-plain.ts',
    right: 'if (!CONTEXT.has(key) || ',
    wrong: 'if (',
    test: 'test/collect/import-plain.test.ts',
  },
  {
    name: 'what a lost answer left behind counts as a duplicate',
    file: 'worker/stitch/store.ts',
    right: 'if (isPassing(error)) unheard.push(outcome);',
    wrong: '',
    test: 'test/collect/lost-answers.test.ts',
  },
  {
    name: 'counts whose answer was lost are entered under another id',
    file: 'worker/collect/ledger.ts',
    right: 'if (last !== undefined) return last;',
    wrong: 'if (last !== undefined) return { ...last, id: crypto.randomUUID() };',
    test: 'test/collect/lost-answers.test.ts',
  },
];
