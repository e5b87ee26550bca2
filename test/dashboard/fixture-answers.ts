import {
  accounts,
  attributionOf,
  cartsOf,
  diffOf,
  explainOf,
  frictionOf,
  lifecycleOf,
  pathsOf,
  retentionOf,
  revenueOf,
  searchTermsOf,
  stagesOf,
} from './fixture-celled.ts';
import { journeyMapOf, segmentsOf } from './fixture-map.ts';
import { people, profileOf, stepsOf } from './fixture-people.ts';
import { funnelOf, overviewOf, QUERY } from './fixture-reports.ts';
import {
  annotations,
  deliveries,
  health,
  made,
  payload,
  reports,
  segments,
  triggers,
  unseen,
} from './fixture-saved.ts';

export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  key: string;
  body: unknown;
}

interface Answer {
  status: number;
  body: unknown;
}

export const KEY = 'fixture-key';
export const EMPTY_KEY = 'fixture-key-without-sites';
/** Of the kind that reads alone. */
export const READING_KEY = 'rc_fixture';
/** Of the kind that sees nobody. */
export const REPORTS_KEY = 'rr_fixture';

export const sites = [
  {
    id: 'shop',
    name: 'Harbour & Pine',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    origins: ['*'],
  },
  {
    id: 'empty',
    name: 'Opening soon',
    time_zone: 'Asia/Kathmandu',
    currency: 'NPR',
    origins: ['*'],
  },
];

/** Answers in the shapes of worker/reports/answers.ts. */
export function answerTo(asked: Asked): Answer {
  if (![KEY, EMPTY_KEY, READING_KEY, REPORTS_KEY].includes(asked.key)) {
    return problem(401, 'Send a key that is known and not revoked.');
  }
  const [, , , site, ...rest] = asked.path.split('/').map(decodeURIComponent);
  if (site === undefined)
    return ok({ data: asked.key === EMPTY_KEY ? [] : sites, next_cursor: null });
  if (!sites.some(({ id }) => id === site)) return problem(404, 'There is no such site.');
  return inSite(site === 'empty', rest, asked);
}

function inSite(empty: boolean, rest: string[], asked: Asked): Answer {
  const [kind, id, part] = rest;
  if (kind === 'reports') return ok(reportOf(id ?? '', empty, asked.body));
  if (kind === 'accounts') return accountOf(empty, id, asked);
  if (kind !== undefined && SAVED.includes(kind)) {
    return savedOf(empty, rest, asked);
  }
  if (kind === 'health') return ok(health);
  if (kind === 'journeys') return ok(page(empty ? [] : journeysOf(asked.query), asked));
  if (kind !== 'customers') return problem(404, 'There is no such address.');
  if (id === undefined) return ok(page(empty ? [] : found(asked.query), asked));
  const person = people.find((each) => each.id === id);
  if (!person) return problem(404, 'There is no such customer.');
  if (part === 'timeline') return ok(page(stepsOf(person), asked));
  if (part === 'identity') return ok({ edges: person.edges, conflicts: [] });
  return ok(profileOf(person));
}

const SAVED: readonly string[] = ['segments', 'annotations', 'triggers', 'saved'];

function savedOf(empty: boolean, [kind, id, part, of]: string[], asked: Asked): Answer {
  if (asked.method === 'DELETE') return { status: 204, body: undefined };
  if (asked.method !== 'GET') return savedAs(kind ?? '', [id, part], asked);
  if (kind === 'annotations') return ok({ data: empty ? [] : annotations, next_cursor: null });
  if (part === 'deliveries' && of !== undefined) {
    const delivery = deliveries.find((each) => each.id === of);
    return ok({ ...delivery, payload });
  }
  if (part === 'deliveries') return ok(page(deliveriesBy(asked.query['status']), asked));
  const seen = asked.key === READING_KEY ? [...segments, unseen] : segments;
  if (part === 'result') return ok({ data: { of: id } });
  const lists: Record<string, { id: string }[]> = { segments: seen, triggers, saved: reports };
  const all = lists[kind ?? ''] ?? [];
  if (id === undefined) return ok({ data: empty ? [] : all, next_cursor: null });
  const one = all.find((each) => each.id === id);
  return one ? ok(one) : problem(404, 'Nothing of this kind has the id.');
}

type Named = [id: string | undefined, part: string | undefined];

function savedAs(kind: string, [id, part]: Named, { body }: Asked): Answer {
  if (part === 'test') return ok({ ...deliveries[0]?.attempts[0], outcome: 'timeout' });
  if (part === 'secret') return ok({ secret: made.secret, previous_until: made.updated_at });
  if (part === 'deliveries') return { status: 202, body: deliveries[0] };
  const members = body as { name?: string; url?: string };
  if (members.name === '') return invalid('/name', '"name": Must not be empty');
  if (members.url?.startsWith('http:')) return invalid('/url', 'Only https is spoken');
  if (kind === 'triggers') return ok({ ...made, ...members });
  return { status: 201, body: { id: id ?? 's_new', updated_at: made.updated_at, ...members } };
}

function deliveriesBy(status: string | undefined): unknown[] {
  return deliveries.filter((one) => status === undefined || one.status === status);
}

function invalid(pointer: string, detail: string): Answer {
  const errors = [{ in: 'body', pointer, detail }];
  return { status: 422, body: { type: 'about:blank', title: 'Refused', detail, errors } };
}

function reportOf(name: string, empty: boolean, body: unknown): unknown {
  if (name === 'overview') return overviewOf(empty, body);
  if (name === 'funnel') return funnelOf(empty, body);
  const answers: Record<string, () => unknown> = {
    retention: () => retentionOf(empty),
    lifecycle: () => lifecycleOf(),
    paths: () => pathsOf(empty, body),
    attribution: () => attributionOf(empty),
    friction: () => frictionOf(empty),
    explain: () => explainOf(empty),
    diff: () => diffOf(empty),
    revenue: () => revenueOf(empty),
    stages: () => stagesOf(empty),
    'journey-map': () => journeyMapOf(empty),
    segments: () => segmentsOf(empty, body),
    carts: () => cartsOf(empty),
    'search-terms': () => searchTermsOf(empty),
  };
  const query = name === 'diff' ? { ...QUERY, ...diffSides(body) } : QUERY;
  return { query, data: answers[name]?.(), meta: { warnings: [] } };
}

/** Two times where nobody is named, as the API has it. */
function diffSides(body: unknown): object {
  const { range } = QUERY;
  const isOfTimes = (body as { a?: unknown }).a === undefined;
  return { b: { range: isOfTimes ? { from: '2026-09-26', to: '2026-10-23' } : range } };
}

function accountOf(empty: boolean, id: string | undefined, asked: Asked): Answer {
  if (id === undefined) return ok(page(empty ? [] : accounts, asked));
  const account = accounts.find((each) => each.id === id);
  return account ? ok(account) : problem(404, 'Nobody of this site belongs to such an account.');
}

function found({ q, sort }: Record<string, string>): unknown[] {
  const wanted = (q ?? '').toLowerCase();
  const list = people
    .map(profileOf)
    .filter(({ name, users }) =>
      [name, ...users].some((text) => text.toLowerCase().includes(wanted)),
    );
  if (sort === 'value') return list.toSorted((a, b) => worth(b.value) - worth(a.value));
  const by = sort === 'first_seen' ? 'first_seen' : 'last_seen';
  return list.toSorted((a, b) => b[by].localeCompare(a[by]));
}

function worth(value: { minor: number }[]): number {
  return value[0]?.minor ?? 0;
}

function journeysOf(query: Record<string, string>): unknown[] {
  return people
    .filter(({ id }) => query['customer'] === undefined || query['customer'] === id)
    .flatMap(({ journeys }) => journeys)
    .filter(({ outcome }) => query['outcome'] === undefined || query['outcome'] === outcome)
    .filter(({ touches }) => touches.length >= Number(query['min_touches'] ?? 0));
}

/** Pages of at most ten, so that the pages' paging is exercised. */
function page(rows: unknown[], { query, path }: Asked): unknown {
  const limit = path.endsWith('/timeline') ? Number(query['limit']) : 10;
  const start = Number(query['cursor'] ?? 0);
  const next = start + limit < rows.length ? String(start + limit) : null;
  return { data: rows.slice(start, start + limit), next_cursor: next };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function problem(status: number, detail: string): Answer {
  return { status, body: { type: 'about:blank', title: 'Refused', status, detail } };
}
