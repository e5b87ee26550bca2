import { beforeAll, expect, test } from 'vitest';
import { ask, makeKey, makeSite, OPERATOR } from '../support/api.ts';
import { description } from '../support/openapi.ts';

/**
 * Every route x every kind of key x own and other site. What a route needs is read from the
 * description, what a kind may is written here a second time, so that neither can drift alone.
 */
const kinds = ['write', 'server', 'read:reports', 'read:customers', 'admin'] as const;

const may: Record<string, readonly string[]> = {
  getSite: ['read:reports', 'read:customers', 'admin'],
  listSites: ['read:reports', 'read:customers', 'admin'],
  createSite: [],
  changeSite: ['admin'],
  removeSite: [],
  createKey: ['admin'],
  listKeys: ['admin'],
  revokeKey: ['admin'],
  listCustomers: ['read:customers', 'admin'],
  getCustomer: ['read:customers', 'admin'],
  getTimeline: ['read:customers', 'admin'],
  listAccounts: ['read:customers', 'admin'],
  getAccount: ['read:customers', 'admin'],
  getAccountTimeline: ['read:customers', 'admin'],
  listJourneys: ['read:customers', 'admin'],
  getJourney: ['read:customers', 'admin'],
  getIdentity: ['read:customers', 'admin'],
  listConflicts: ['read:customers', 'admin'],
  askPrivacy: ['admin'],
  listPrivacy: ['admin'],
  getPrivacy: ['admin'],
  getPrivacyBundle: ['admin'],
  linkIds: ['admin'],
  unlinkIds: ['admin'],
  getUsage: ['read:reports', 'read:customers', 'admin'],
  getLive: ['read:reports', 'read:customers', 'admin'],
  getSiteHealth: ['read:reports', 'read:customers', 'admin'],
  getLedger: ['read:reports', 'read:customers', 'admin'],
  listQuarantine: ['admin'],
  replayQuarantine: ['admin'],
  listDeadLetters: ['admin'],
  replayDeadLetters: ['admin'],
  rebuild: ['admin'],
  getSpread: [],
  spreadSite: [],
  createSegment: ['admin'],
  listSegments: ['read:reports', 'read:customers', 'admin'],
  getSegment: ['read:reports', 'read:customers', 'admin'],
  changeSegment: ['admin'],
  deleteSegment: ['admin'],
  createSavedReport: ['admin'],
  listSavedReports: ['read:reports', 'read:customers', 'admin'],
  getSavedReport: ['read:reports', 'read:customers', 'admin'],
  changeSavedReport: ['admin'],
  deleteSavedReport: ['admin'],
  createAnnotation: ['admin'],
  listAnnotations: ['read:reports', 'read:customers', 'admin'],
  getAnnotation: ['read:reports', 'read:customers', 'admin'],
  changeAnnotation: ['admin'],
  deleteAnnotation: ['admin'],
  createTrigger: ['admin'],
  listTriggers: ['admin'],
  getTrigger: ['admin'],
  changeTrigger: ['admin'],
  deleteTrigger: ['admin'],
  rotateTriggerSecret: ['admin'],
  testTrigger: ['admin'],
  listDeliveries: ['admin'],
  getDelivery: ['admin'],
  retryDelivery: ['admin'],
  getSavedResult: ['read:reports', 'read:customers', 'admin'],
  exportEvents: ['read:reports', 'read:customers', 'admin'],
  exportSessions: ['read:reports', 'read:customers', 'admin'],
  exportCustomers: ['read:customers', 'admin'],
  reportOverview: ['read:reports', 'read:customers', 'admin'],
  reportFunnel: ['read:reports', 'read:customers', 'admin'],
  reportPaths: ['read:reports', 'read:customers', 'admin'],
  reportRetention: ['read:reports', 'read:customers', 'admin'],
  reportLifecycle: ['read:reports', 'read:customers', 'admin'],
  reportAttribution: ['read:reports', 'read:customers', 'admin'],
  reportRevenue: ['read:reports', 'read:customers', 'admin'],
  reportDiff: ['read:reports', 'read:customers', 'admin'],
  reportExplain: ['read:reports', 'read:customers', 'admin'],
  reportFriction: ['read:reports', 'read:customers', 'admin'],
  reportCarts: ['read:reports', 'read:customers', 'admin'],
  reportSearchTerms: ['read:reports', 'read:customers', 'admin'],
  reportStages: ['read:reports', 'read:customers', 'admin'],
  reportJourneyMap: ['read:reports', 'read:customers', 'admin'],
  reportSegments: ['read:reports', 'read:customers', 'admin'],
};

let own = '';
let other = '';
const keys = new Map<string, string>();

beforeAll(async () => {
  [own, other] = [await makeSite(), await makeSite()];
  for (const kind of kinds) keys.set(kind, (await makeKey(own, kind)).key);
});

test('lets every key do what its kind may, on its own site and nowhere else', async () => {
  const wrong: string[] = [];
  const { paths } = await description();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { operationId, tags, requestBody }] of Object.entries(methods)) {
      if (tags.includes('Ingest') || tags.includes('Service')) continue;
      const allowed = may[operationId];
      if (!allowed) wrong.push(`${operationId} is not in the matrix`);
      const example = requestBody?.content['application/json']?.example;
      const body = operationId === 'createSite' ? { ...Object(example), id: own } : example;
      const sent = async (site: string, key?: string): Promise<number> => {
        const filled = path.replace('{site}', site).replace(/\{\w+\}/, 'none-such');
        const about = { method: method.toUpperCase(), ...(key === undefined ? {} : { key }) };
        return (await ask(filled, body === undefined ? about : { ...about, body })).status;
      };
      if ((await sent(own)) !== 401) wrong.push(`${operationId} answers without a key`);
      for (const kind of kinds) {
        const status = await sent(own, keys.get(kind));
        const let_in = ![401, 403].includes(status);
        if (let_in !== allowed?.includes(kind)) wrong.push(`${operationId} ${kind}: ${status}`);
        if (!path.includes('{site}')) continue;
        const elsewhere = [
          await sent(other, keys.get(kind)),
          await sent('nowhere', keys.get(kind)),
        ];
        if (elsewhere.some((status) => status !== 404)) {
          wrong.push(`${operationId} ${kind} elsewhere: ${elsewhere.join(' ')}`);
        }
      }
      const status = await sent(own, OPERATOR);
      if ([401, 403].includes(status)) wrong.push(`${operationId} operator: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('tells a site of somebody else and no site apart by nothing', async () => {
  const key = keys.get('admin') ?? '';
  const answers = await Promise.all(
    [other, 'nowhere'].map(async (site) => (await ask(`/v1/sites/${site}`, { key })).text()),
  );
  expect(answers[0]).toBe(answers[1]);
});

test('does not revoke another site’s key', async () => {
  const { id, key } = await makeKey(other, 'admin');
  const response = await ask(`/v1/sites/${own}/keys/${id}`, {
    method: 'DELETE',
    key: keys.get('admin') ?? '',
  });
  expect(response.status).toBe(404);
  expect((await ask(`/v1/sites/${other}`, { key })).status).toBe(200);
});
