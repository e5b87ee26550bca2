import * as v from 'valibot';
import { toNetwork } from '../../collect/staff.ts';
import type { Env } from '../../env.ts';
import removalOfId from '../../sql/removals.of-id.sql';
import insertSite from '../../sql/sites.insert.sql';
import selectSites from '../../sql/sites.list.sql';
import updateSite from '../../sql/sites.update.sql';
import {
  listOperation,
  operation,
  type Operation,
  type Page,
  type PageCall,
} from '../operation.ts';
import { pageOf, textAfter } from '../page-of.ts';
import { filterInput } from '../filter.ts';
import { nearest } from '../nearest.ts';
import { conditionsIn, goalIdsAmong } from '../../reports/index.ts';
import {
  siteBody,
  siteChanged,
  siteExample,
  stageSettings,
  toSiteBody,
  type SiteBody,
} from '../answers/site.ts';
import { Problem } from '../problem.ts';
import { anyId, currency, label, origins, siteId, timeZone } from '../shapes.ts';
import { warningsOf, type Warned } from '../warnings/saved.ts';
import {
  forgetSite,
  SITE_TTL_MS,
  siteBy,
  siteByNumber,
  toSite,
  type Site,
  type SiteRow,
} from '../site.ts';

const eventName = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const host = v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,253}$/, 'A host name in lower case'));
const network = v.pipe(
  v.string(),
  v.maxLength(49),
  v.check((text) => toNetwork(text) !== undefined, 'A network: 192.0.2.0/24 or 2001:db8::/32'),
  v.description('Of the site’s own people: what they do is answered as if taken, and not stored.'),
);

/** A path, or the begin, end or middle of one: `/thanks*`. */
const pagePattern = v.pipe(
  v.string(),
  v.maxLength(300),
  v.regex(/^(\/|\*)[^*]*\*?$/, 'A path; a "*" may stand at its begin and at its end'),
);

const goal = v.pipe(
  v.strictObject({
    id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,31}$/, 'Use 1-32 of a-z, 0-9, "_" and "-"')),
    name: label,
    event: v.exactOptional(eventName),
    page: v.exactOptional(pagePattern),
    filter: v.exactOptional(
      v.pipe(
        filterInput,
        v.check((tree) => conditionsIn(tree).length === 0, 'A goal is reached by an event'),
      ),
    ),
  }),
  v.check(
    ({ event, page }) => event !== undefined || page !== undefined,
    'Name an event or a page',
  ),
  v.check(({ event }) => event !== 'purchase', 'Orders convert by "purchase" itself'),
);

const settings = v.strictObject({
  goals: v.exactOptional(
    v.pipe(
      v.array(goal),
      v.maxLength(100, 'At most 100 goals'),
      v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'Each id once'),
    ),
  ),
  conversions: v.exactOptional(v.pipe(v.array(eventName), v.minLength(1), v.maxLength(20))),
  stages: v.exactOptional(stageSettings),
  silence_days: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(730))),
  hot_days: v.exactOptional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(2),
      v.maxValue(36_500),
      v.description(
        'Days that stay in D1. Older ones are moved to the lake, if the deployment has one; every answer stays the same.',
      ),
    ),
  ),
  payment_hosts: v.exactOptional(v.pipe(v.array(host), v.maxLength(100))),
  opaque_origins: v.exactOptional(
    v.pipe(v.boolean(), v.description('Takes pages without an origin, such as sandboxed frames.')),
  ),
  staff_networks: v.exactOptional(v.pipe(v.array(network), v.maxLength(100))),
  guards: v.exactOptional(
    v.strictObject({
      visitors_a_day: v.exactOptional(
        v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
      ),
      accepted_users: v.exactOptional(v.pipe(v.array(anyId), v.maxLength(1_000))),
    }),
  ),
  identity_secret: v.exactOptional(
    v.pipe(
      v.nullable(v.pipe(v.string(), v.minLength(16), v.maxLength(256))),
      v.description('Never shown. With it the site’s server signs user ids; null removes it.'),
    ),
  ),
});

const newSite = v.strictObject({
  id: siteId,
  name: label,
  time_zone: timeZone,
  currency,
  origins,
  settings: v.exactOptional(settings),
});

const changes = v.pipe(
  v.strictObject({
    name: v.exactOptional(label),
    time_zone: v.exactOptional(timeZone),
    currency: v.exactOptional(currency),
    origins: v.exactOptional(origins),
    settings: v.exactOptional(settings),
  }),
  v.check((change) => Object.keys(change).length > 0, 'Nothing to change'),
);

const { settings: _, signs_identities: __, created_at: ___, ...exampleInput } = siteExample;

export const sites: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/v1/sites',
    operationId: 'createSite',
    tag: 'Sites and keys',
    summary: 'Create a site',
    description: 'The id is public: it stands in the tag. It cannot be changed later.',
    needs: 'operator',
    body: newSite,
    answers: { 201: { description: 'The site', schema: siteBody } },
    example: { body: exampleInput, response: siteExample },
    handle: async ({ env, body, at }) => ({
      status: 201,
      body: await createSite(env, body, at),
      headers: { location: `/v1/sites/${body.id}` },
    }),
  }),
  listOperation({
    method: 'GET',
    path: '/v1/sites',
    operationId: 'listSites',
    tag: 'Sites and keys',
    summary: 'List sites',
    description: "The operator sees every site, a site's key its own.",
    needs: 'read:reports',
    row: siteBody,
    example: { response: { data: [siteExample], next_cursor: null } },
    handle: ({ env, grant, page }) =>
      'site' in grant ? ownSite(env, grant.site) : allSites(env, page),
  }),
  operation({
    method: 'GET',
    path: '/v1/sites/{site}',
    operationId: 'getSite',
    tag: 'Sites and keys',
    summary: 'Read a site',
    needs: 'read:reports',
    answers: { 200: { description: 'The site', schema: siteBody } },
    example: { response: siteExample },
    handle: ({ site }) => Promise.resolve({ body: toSiteBody(site) }),
  }),
  operation({
    method: 'PATCH',
    path: '/v1/sites/{site}',
    operationId: 'changeSite',
    tag: 'Sites and keys',
    summary: 'Change a site',
    description:
      'What is not named stays. Other parts of the network follow within 30 seconds. Conversions and goals ' +
      'that name what the site has not had lately are taken, with `warnings` of what was probably meant.',
    needs: 'admin',
    body: changes,
    answers: { 200: { description: 'The site as it is now', schema: siteChanged } },
    example: { body: { name: 'The shop' }, response: { ...siteExample, name: 'The shop' } },
    handle: async ({ env, site, body }) => ({ body: await changeSite(env, site, body) }),
  }),
];

async function createSite(
  env: Env,
  body: v.InferOutput<typeof newSite>,
  at: number,
): Promise<SiteBody> {
  refuseUnknownGoals({ conversions: [], goals: [], ...body.settings });
  const insert = env.DB.prepare(insertSite).bind(
    body.id,
    body.name,
    body.time_zone,
    body.currency,
    JSON.stringify(body.origins),
    JSON.stringify(body.settings ?? {}),
    at,
    at - FORGOTTEN_MS,
  );
  const { meta } = await insert.run().catch(rejectFull);
  if (meta.changes === 0) throw await takenBecause(env, body.id, at);
  return storedSite(env, body.id);
}

/** When no isolate takes events for a removed site any more that had its id, milliseconds. */
const FORGOTTEN_MS = 2 * SITE_TTL_MS;

async function takenBecause(env: Env, id: string, at: number): Promise<Problem> {
  const removed = await env.DB.prepare(removalOfId)
    .bind(id, at - FORGOTTEN_MS)
    .first();
  if (removed === null) return new Problem('conflict', `There is a site "${id}" already.`);
  const detail = `The site "${id}" is being removed, or was a moment ago.`;
  return new Problem('conflict', detail, { headers: { 'retry-after': '60' } });
}

/** A conversion that names a goal needs one of this id. */
function refuseUnknownGoals({
  conversions,
  goals,
}: {
  conversions: string[];
  goals: { id: string }[];
}): void {
  const known = new Set(goals.map(({ id }) => id));
  const missing = goalIdsAmong(conversions).find((id) => !known.has(id));
  if (missing === undefined) return;
  const pointer = `/settings/conversions/${conversions.indexOf(`goal:${missing}`)}`;
  const near = nearest(missing, [...known]);
  const detail = `The site has no goal "${missing}"`;
  const fault = near === undefined ? {} : { nearest: `goal:${near}` };
  throw new Problem('invalid-input', detail, {
    errors: [{ in: 'body', pointer, detail, ...fault }],
  });
}

/** A session's rowid has 13 bits for its site: the table's check refuses number 8192. */
function rejectFull(thrown: unknown): never {
  if (thrown instanceof Error && thrown.message.includes('CHECK constraint failed')) {
    throw new Problem('conflict', 'This database holds 8191 sites: there is room for no more.');
  }
  throw thrown;
}

async function changeSite(
  env: Env,
  site: Site,
  body: v.InferOutput<typeof changes>,
): Promise<SiteBody & Warned> {
  refuseUnknownGoals({ ...site.settings, ...body.settings });
  await env.DB.prepare(updateSite)
    .bind(
      site.number,
      body.name ?? null,
      body.time_zone ?? null,
      body.currency ?? null,
      body.origins ? JSON.stringify(body.origins) : null,
      body.settings ? JSON.stringify(body.settings) : null,
    )
    .run();
  forgetSite(site);
  const { conversions = [], goals = [] } = body.settings ?? {};
  const events = conversions.filter((name) => goalIdsAmong([name]).length === 0);
  const named = [goals, events.map((event) => ({ event }))];
  return { ...(await storedSite(env, site.id)), ...(await warningsOf(env, site.number, named)) };
}

async function storedSite(env: Env, id: string): Promise<SiteBody> {
  const site = await siteBy(env, id);
  if (!site) throw new Problem('not-found', 'There is no such site, or this key is not for it.');
  return toSiteBody(site);
}

async function allSites(env: Env, { limit, after }: PageCall['page']): Promise<Page> {
  const { results } = await env.DB.prepare(selectSites)
    .bind(textAfter(after), limit + 1)
    .all<SiteRow>();
  const bodies = results.map((row) => toSiteBody(toSite(row)));
  return pageOf(bodies, limit, ({ id }) => [id]);
}

async function ownSite(env: Env, number: number): Promise<Page> {
  const site = await siteByNumber(env, number);
  return { rows: site ? [toSiteBody(site)] : [] };
}
