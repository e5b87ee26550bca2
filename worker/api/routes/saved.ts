import * as v from 'valibot';
import type { Env } from '../../env.ts';
import { listOperation, operation, type Example, type Operation } from '../operation.ts';
import { pageOf, textAfter } from '../page-of.ts';
import { Problem } from '../problem.ts';
import { CSV_TYPE } from '../report-csv.ts';
import { reportName, reportTable } from '../report-table.ts';
import {
  annotationBody,
  annotationChange,
  annotationShown,
  savedBody,
  savedChange,
  savedShown,
  segmentBody,
  segmentChange,
  segmentShown,
} from '../saved/schemas.ts';
import { segmentOrCell, unknownSegment } from '../saved/segmented.ts';
import { withoutPersonalQuery } from '../saved/personal.ts';
import { keeperOf, type Keeper, type Kept, type KeptTable } from '../saved/store.ts';
import { anyId, toInstant } from '../shapes.ts';
import type { Site } from '../site.ts';
import { checked } from '../validate.ts';

/** One kind of saved thing, with all that its five operations differ in. */
interface Kind {
  table: KeptTable;
  /** `Segment`, in ids of operations. */
  noun: string;
  /** `a segment`, in sentences. */
  called: string;
  /** What its ids begin with. */
  prefix: string;
  body: v.GenericSchema;
  change: v.GenericSchema;
  shown: v.GenericSchema;
  example: { id: string; body: Record<string, unknown>; change: Record<string, unknown> };
  /** Throws where the body names what is not there. */
  refer?: (env: Env, site: Site, body: Record<string, unknown>) => Promise<void>;
}

const SEGMENT: Kind = {
  table: 'segments',
  noun: 'Segment',
  called: 'a segment',
  prefix: 'seg_',
  body: segmentBody,
  change: segmentChange,
  shown: segmentShown,
  example: {
    id: 'seg_4lq0ZTmJbV1a',
    body: {
      name: 'From mails, on a phone',
      filter: {
        and: [
          { field: 'channel', op: 'eq', value: 'Email' },
          { field: 'device', op: 'eq', value: 'mobile' },
        ],
      },
    },
    change: { name: 'Mail on phones' },
  },
};

const SAVED: Kind = {
  table: 'saved',
  noun: 'SavedReport',
  called: 'a saved report',
  prefix: 'rep_',
  body: savedBody,
  change: savedChange,
  shown: savedShown,
  example: {
    id: 'rep_Zm9yIGV4YW1w',
    body: {
      name: 'Last week by channel',
      report: 'overview',
      query: { range: { preset: 'last_7d' }, breakdown: { by: 'channel' } },
    },
    change: { name: 'The week by channel' },
  },
  refer: async (env, site, { query }) => {
    const { segment } = query as { segment?: string };
    if (segment === undefined) return;
    if ((await segmentOrCell(env, site, segment)) === undefined) {
      throw unknownSegment('/query/segment');
    }
  },
};

const ANNOTATION: Kind = {
  table: 'annotations',
  noun: 'Annotation',
  called: 'an annotation',
  prefix: 'ann_',
  body: annotationBody,
  change: annotationChange,
  shown: annotationShown,
  example: {
    id: 'ann_bXVnIGZvciB0',
    body: { at: '2026-11-20T08:00:00.000Z', text: 'Free shipping begins' },
    change: { text: 'Free shipping from EUR 30 begins' },
  },
};

const UPDATED = '2026-11-21T12:00:00.000Z';

function crud(kind: Kind): Operation[] {
  const { table, noun, called, prefix, body, change, shown, example } = kind;
  const path = `/v1/sites/{site}/${table}` as const;
  const params = { id: anyId };
  const response = { id: example.id, ...example.body, updated_at: UPDATED };
  const one: Example = { params: { id: example.id }, response };
  return [
    operation({
      method: 'POST',
      path,
      operationId: `create${noun}`,
      tag: 'Saved',
      summary: `Save ${called}`,
      needs: 'admin',
      body,
      answers: { 201: { description: 'Saved', schema: shown } },
      example: { body: example.body, response },
      handle: async ({ env, site, body: given, at }) => {
        // The schema says that it is an object.
        const kept = { id: prefix + mintId(), updatedAt: at, body: given as Kept['body'] };
        await kind.refer?.(env, site, kept.body);
        if (!(await keeperOf(env.DB, table, site.number).add(kept))) {
          throw new Problem('conflict', `This site has as many as it may have: delete ${called}.`);
        }
        return { status: 201, body: shownOf(kept) };
      },
    }),
    listOperation({
      method: 'GET',
      path,
      operationId: `list${noun}s`,
      tag: 'Saved',
      summary: `List what is saved: ${table === 'saved' ? 'reports' : table}`,
      needs: 'read:reports',
      row: shown,
      example: { response: { data: [response], next_cursor: null } },
      handle: async ({ env, site, grant, page: { after, limit } }) => {
        const rows = await keeper(env, site).list(textAfter(after), limit + 1);
        const seen = rows.map((row) => withoutPersonalQuery(grant, shownOf(row)));
        return pageOf(seen, limit, ({ id }) => [id]);
      },
    }),
    operation({
      method: 'GET',
      path: `${path}/{id}`,
      operationId: `get${noun}`,
      tag: 'Saved',
      summary: `Read ${called}`,
      needs: 'read:reports',
      params,
      answers: { 200: { description: 'As it is saved', schema: shown } },
      example: one,
      handle: async ({ env, site, grant, params: { id } }) => ({
        body: withoutPersonalQuery(grant, shownOf(await found(keeper(env, site), id))),
      }),
    }),
    operation({
      method: 'PATCH',
      path: `${path}/{id}`,
      operationId: `change${noun}`,
      tag: 'Saved',
      summary: `Change ${called}`,
      description: 'What is left out stays as it is.',
      needs: 'admin',
      params,
      body: change,
      answers: { 200: { description: 'As it is now', schema: shown } },
      example: { ...one, body: example.change, response: { ...response, ...example.change } },
      handle: async ({ env, site, params: { id }, body: given, at }) => {
        const before = await found(keeper(env, site), id);
        const whole = { ...before.body, ...(given as Kept['body']) };
        // What changed may not fit what stayed.
        const after = { id, updatedAt: at, body: checked(body, whole, 'body') as Kept['body'] };
        await kind.refer?.(env, site, after.body);
        if (!(await keeper(env, site).change(after))) throw nothing(id);
        return { body: shownOf(after) };
      },
    }),
    operation({
      method: 'DELETE',
      path: `${path}/{id}`,
      operationId: `delete${noun}`,
      tag: 'Saved',
      summary: `Delete ${called}`,
      needs: 'admin',
      params,
      answers: { 204: { description: 'Deleted' } },
      example: { params: { id: example.id } },
      handle: async ({ env, site, params: { id } }) => {
        if (!(await keeper(env, site).remove(id))) throw nothing(id);
        return { status: 204 };
      },
    }),
  ];

  function keeper(env: Env, site: Site): Keeper {
    return keeperOf(env.DB, table, site.number);
  }
}

const anyReport = v.strictObject({
  query: v.looseObject({}),
  data: v.unknown(),
  totals: v.unknown(),
  meta: v.looseObject({}),
  links: v.looseObject({}),
});

const savedResult: Operation = operation({
  method: 'GET',
  path: '/v1/sites/{site}/saved/{id}/result',
  operationId: 'getSavedResult',
  tag: 'Saved',
  summary: 'Run a saved report',
  description: 'The same answer as its report gives to its query at this moment.',
  needs: 'read:reports',
  params: { id: anyId },
  answers: {
    200: { description: 'The answer of the report', schema: anyReport, textTypes: [CSV_TYPE] },
  },
  example: {
    params: { id: SAVED.example.id },
    response: reportTable.find((one) => reportName(one) === SAVED.example.body['report'])?.example
      .response,
  },
  handle: async (call) => {
    const { body } = await found(keeperOf(call.env.DB, 'saved', call.site.number), call.params.id);
    const report = reportTable.find((one) => reportName(one) === body['report']);
    if (report?.reply === undefined || report.body === undefined) {
      throw new Problem('not-found', 'There is no such report any more.');
    }
    return report.reply({ ...call, body: checked(report.body, body['query'], 'body') });
  },
});

export const savedThings: readonly Operation[] = [
  ...crud(SEGMENT),
  ...crud(SAVED),
  savedResult,
  ...crud(ANNOTATION),
];

async function found(keeper: Keeper, id: string): Promise<Kept> {
  const kept = await keeper.byId(id);
  if (kept === undefined) throw nothing(id);
  return kept;
}

function nothing(id: string): Problem {
  return new Problem('not-found', `Nothing of this kind has the id "${id.slice(0, 100)}".`);
}

function shownOf({ id, body, updatedAt }: Kept): Record<string, unknown> & { id: string } {
  return { id, ...body, updated_at: toInstant(updatedAt) };
}

/** 72 bits, as the ids of keys have. */
function mintId(): string {
  return crypto.getRandomValues(new Uint8Array(9)).toBase64({ alphabet: 'base64url' });
}
