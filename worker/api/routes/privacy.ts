import * as v from 'valibot';
import type { Env } from '../../env.ts';
import { bundleOf, type Kept } from '../../privacy/bundle.ts';
import { beginJob, jobOf, readJob, type Job, type JobRow } from '../../privacy/job.ts';
import { runErasures } from '../../privacy/run.ts';
import { show } from '../../privacy/show.ts';
import type { Work } from '../../privacy/work.ts';
import privacyList from '../../sql/privacy.list.sql';
import { databasesOf } from '../../stitch/databases.ts';
import { isReservedId } from '../../stitch/reserved-ids.ts';
import { readSpread } from '../../stitch/spread.ts';
import { streamOf } from '../export/stream.ts';
import type { Bytes } from '../export/text.ts';
import { listOperation, operation, type Operation } from '../operation.ts';
import { pageOf, placeAfter } from '../page-of.ts';
import { Problem } from '../problem.ts';
import { anyId, count, instant, toInstant } from '../shapes.ts';
import type { Site } from '../site.ts';

/** How long one request works on it, in milliseconds; the next one or the hourly job goes on. */
const WORKED = 8_000;

const person = v.pipe(
  anyId,
  v.check((id) => !isReservedId(id), 'This id names nobody in particular'),
);

const address = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(320, 'At most 320 characters'),
  v.regex(/^[^\s@]+@[^\s@]+$/, 'An e-mail address'),
);

const subject = v.union(
  [
    v.strictObject({ visitor: person }),
    v.strictObject({ user: person }),
    v.strictObject({ email: address }),
  ],
  'write one of {"user": ID}, {"visitor": ID} and {"email": ADDRESS}',
);

const scope = v.pipe(
  v.picklist(['person', 'id']),
  v.description(
    '`person`: everything that is stitched to the person. `id`: what stands under the named id alone.',
  ),
);

const store = v.strictObject({
  store: v.string(),
  searched: v.pipe(v.string(), v.description('How; `no` where the note says why not.')),
  found: v.pipe(count, v.description('Rows, parts of rows counting as one.')),
  erased: count,
  note: v.string(),
});

const job = v.strictObject({
  id: v.string(),
  type: v.picklist(['access', 'erase']),
  scope,
  status: v.pipe(
    v.picklist(['running', 'waiting', 'done']),
    v.description(
      '`running`: send the request again, or leave it to the hourly job. `waiting`: all but old files of ' +
        'the lake is done; these take up to three hours.',
    ),
  ),
  created_at: instant,
  finished_at: v.nullable(instant),
  receipt: v.array(store),
  bundle: v.pipe(
    v.nullable(v.string()),
    v.description('Where all that is kept can be fetched, for 30 days; null of an erasure.'),
  ),
});

const exampleId = 'pr_3kTq9ZcX0aBv1LmN';

const example = {
  id: exampleId,
  type: 'erase',
  scope: 'person',
  status: 'running',
  created_at: '2026-11-21T12:00:00.000Z',
  finished_at: null,
  receipt: [{ store: 'sessions', searched: 'by visitor', found: 3, erased: 3, note: '' }],
  bundle: null,
};

export const privacy: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/privacy',
    operationId: 'askPrivacy',
    tag: 'Customers',
    summary: 'Show or erase all that is kept of a person',
    description:
      'Finds everything of a visitor, a user or an e-mail address, in every database, in the lake, in ' +
      'quarantine and among dead letters. `access` makes a bundle of it. `erase` takes it away and leaves ' +
      'salted hashes, so that what is sent again of the time before is not stored; what the person does ' +
      'later is. Works for some seconds; send it again until it is `done`, or leave it to the hourly ' +
      'job (an Idempotency-Key would answer the same for a day). See docs/privacy.md for what becomes of orders, shared devices and shared texts.',
    needs: 'admin',
    body: v.strictObject({
      type: v.picklist(['access', 'erase']),
      subject,
      scope: v.exactOptional(scope, 'person'),
    }),
    answers: { 202: { description: 'How far it is', schema: job } },
    example: { body: { type: 'erase', subject: { user: 'ann' } }, response: example },
    handle: async ({ env, site, body, at }) => {
      const work = await workOf(env, site, at);
      const begun = await beginJob(work, body);
      const until = Date.now() + WORKED;
      if (body.type === 'access') await show(work, begun);
      else await goOn(work, () => Date.now() > until);
      const now = await readJob(work, begun.id).catch(() => undefined);
      return { status: 202, body: shown(site, now ?? begun) };
    },
  }),
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/privacy',
    operationId: 'listPrivacy',
    tag: 'Customers',
    summary: 'List what people asked',
    description:
      'Newest first. Erasures stay as the proof that they were done; no ids stand in them.',
    needs: 'admin',
    row: job,
    example: { response: { data: [example], next_cursor: null } },
    handle: async ({ env, site, page }) => {
      const { after } = placeAfter(page.after);
      const { at, id } = after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
      const { results } = await env.DB.prepare(privacyList)
        .bind(site.number, at, id, page.limit + 1)
        .all<JobRow>();
      const { rows, next } = pageOf(results, page.limit, (row) => [row.created_at, row.id]);
      // What `pageOf` was given.
      return { rows: (rows as JobRow[]).map((row) => shown(site, jobOf(row))), next };
    },
  }),
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/privacy/{request}',
    operationId: 'getPrivacy',
    tag: 'Customers',
    summary: 'Tell what became of a request',
    needs: 'admin',
    params: { request: anyId },
    answers: { 200: { description: 'How far it is, with its receipt', schema: job } },
    example: { params: { request: exampleId }, response: example },
    handle: async ({ env, site, params, at }) => {
      const work = { databases: databasesOf(env), site, now: at };
      return { body: shown(site, await found(work, params.request)) };
    },
  }),
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/privacy/{request}/bundle',
    operationId: 'getPrivacyBundle',
    tag: 'Customers',
    summary: 'Fetch all that is kept of a person',
    description:
      'As it is at this moment, a JSON object a line, each with the `store` it stands in. Nothing of it ' +
      'is kept apart. 404 of an erasure, after 30 days, and once the person is erased.',
    needs: 'admin',
    params: { request: anyId },
    answers: {
      200: {
        description: 'What is kept',
        schema: v.pipe(v.string(), v.description('A file, streamed.')),
        contentTypes: ['application/x-ndjson'],
      },
    },
    example: { params: { request: exampleId } },
    handle: async ({ env, site, params, at }) => {
      const work = await workOf(env, site, at);
      const { type, progress } = await found(work, params.request);
      if (type !== 'access' || progress === undefined) throw nothing();
      return {
        stream: await streamOf(linesOf(bundleOf(work, progress))),
        headers: {
          'content-type': 'application/x-ndjson',
          'content-disposition': `attachment; filename="${site.id}-person.ndjson"`,
        },
      };
    },
  }),
];

/**
 * It is written down how far it came: what stops it, as the free plan's 50 statements of a request do, the
 * next request or the hourly job goes on after.
 */
async function goOn(work: Work, isOver: () => boolean): Promise<void> {
  try {
    await runErasures(work, isOver);
  } catch (error) {
    console.error(JSON.stringify({ where: 'erase', message: String(error).slice(0, 200) }));
  }
}

/** Half of a person would look like all of it. */
async function workOf(env: Env, site: Site, now: number): Promise<Work> {
  const databases = databasesOf(env);
  const isSpread = (await readSpread(databases.db, site.number)) !== undefined;
  const isHalf = isSpread && databases.more === undefined;
  if ((site.archived && databases.lake === undefined) || isHalf)
    throw new Problem('not-configured', 'Not all that holds sessions of this site is bound.');
  return { databases, site, now };
}

async function found(work: Work, id: string): Promise<Job> {
  const known = await readJob(work, id);
  if (known === undefined) throw nothing();
  return known;
}

function nothing(): Problem {
  return new Problem('not-found', 'There is no such request, or nothing can be fetched of it.');
}

function shown(site: Site, about: Job): v.InferOutput<typeof job> {
  const { id, type, status, createdAt, finishedAt, receipt, progress } = about;
  const isThere = type === 'access' && progress !== undefined;
  return {
    id,
    type,
    scope: about.subject.startsWith('id:') ? 'id' : 'person',
    status,
    created_at: toInstant(createdAt),
    finished_at: finishedAt === null ? null : toInstant(finishedAt),
    receipt: Object.entries(receipt).map(([name, line]) => ({ store: name, note: '', ...line })),
    bundle: isThere ? `/v1/sites/${site.id}/privacy/${id}/bundle` : null,
  };
}

/** A line each. */
async function* linesOf(bundle: AsyncGenerator<Kept>): Bytes {
  const text = new TextEncoder();
  for await (const kept of bundle) yield text.encode(`${JSON.stringify(kept)}\n`);
}
