import type { Env } from '../../env.ts';
import { attempt } from '../../triggers/attempt.ts';
import {
  addTrigger,
  changeTrigger,
  deleteTrigger,
  listTriggers,
  readTrigger,
  type KeptTrigger,
} from '../../triggers/store.ts';
import { mintSecret, ROTATION, withSecret, type Trigger } from '../../triggers/trigger.ts';
import { sendingOf } from '../../triggers/wake.ts';
import { listOperation, operation, type Example, type Operation } from '../operation.ts';
import { pageOf, textAfter } from '../page-of.ts';
import { Problem } from '../problem.ts';
import { anyId, toInstant } from '../shapes.ts';
import { forgetSite, type Site } from '../site.ts';
import { changedTrigger, triggerFrom } from '../triggers/save.ts';
import {
  attemptShown,
  newSecret,
  triggerBody,
  triggerChanged,
  triggerChange,
  triggerCreated,
  triggerShown,
} from '../triggers/schemas.ts';
import { showAttempt, showTrigger } from '../triggers/show.ts';
import { warningsOf } from '../warnings/saved.ts';
import {
  exampleAttempt,
  exampleBody,
  exampleId,
  exampleSecret,
  exampleTrigger,
} from './trigger-examples.ts';

const PATH = '/v1/sites/{site}/triggers';
const ONE = `${PATH}/{id}` as const;
const params = { id: anyId };
const one: Example = { params: { id: exampleId }, response: exampleTrigger };

export const triggers: readonly Operation[] = [
  operation({
    method: 'POST',
    path: PATH,
    operationId: 'createTrigger',
    tag: 'Triggers',
    summary: 'Send a webhook when something happens',
    description:
      'When an event of this name is stored for which the filter holds, of its session and person too, it is ' +
      'posted to `url`, signed by Standard Webhooks 1.0: at least once, in no order. Known everywhere within 30 ' +
      'seconds. Imports, bots, and what happened before it was made or over 7 days ago fire nothing. A person is ' +
      'judged by what they had done up to the event. A site may have 50.',
    needs: 'admin',
    body: triggerBody,
    answers: { 201: { description: 'Made, with its secret', schema: triggerCreated } },
    example: { body: exampleBody, response: { ...exampleTrigger, secret: exampleSecret } },
    handle: async ({ env, site, request, body, at }) => {
      const secret = mintSecret();
      const trigger: Trigger = {
        ...triggerFrom(body, { env, request, at }),
        secrets: [{ secret }],
      };
      const kept: KeptTrigger = { id: `trg_${mintId()}`, trigger, updatedAt: at };
      if (!(await addTrigger(env.DB, site.number, kept)))
        throw new Problem('conflict', 'This site has as many as it may have: delete a trigger.');
      forgetSite(site);
      const warned = await warningsOf(env, site.number, body);
      return { status: 201, body: { ...showTrigger(kept), secret, ...warned } };
    },
  }),
  listOperation({
    method: 'GET',
    path: PATH,
    operationId: 'listTriggers',
    tag: 'Triggers',
    summary: 'List triggers',
    description: 'Without their secrets.',
    needs: 'admin',
    row: triggerShown,
    example: { response: { data: [exampleTrigger], next_cursor: null } },
    handle: async ({ env, site, page }) => {
      const asked = { after: textAfter(page.after), limit: page.limit + 1 };
      const rows = await listTriggers(env.DB, site.number, asked);
      return pageOf(rows.map(showTrigger), page.limit, ({ id }) => [id]);
    },
  }),
  operation({
    method: 'GET',
    path: ONE,
    operationId: 'getTrigger',
    tag: 'Triggers',
    summary: 'Read a trigger',
    needs: 'admin',
    params,
    answers: { 200: { description: 'As it is, without its secret', schema: triggerShown } },
    example: one,
    handle: async ({ env, site, params: { id } }) => ({
      body: showTrigger(await foundTrigger(env, site, id)),
    }),
  }),
  operation({
    method: 'PATCH',
    path: ONE,
    operationId: 'changeTrigger',
    tag: 'Triggers',
    summary: 'Change a trigger, switch it off or on',
    description:
      'What is left out stays; `null` takes the filter, or `once`, away. What was to be sent while it is off is ' +
      'dead when its time comes; what happens meanwhile fires nothing, not even later.',
    needs: 'admin',
    params,
    body: triggerChange,
    answers: { 200: { description: 'As it is now', schema: triggerChanged } },
    example: {
      ...one,
      body: { enabled: false },
      response: { ...exampleTrigger, enabled: false },
    },
    handle: async ({ env, site, request, params: { id }, body, at }) => {
      const kept = await changed({ env, site, id, at }, (trigger) =>
        changedTrigger(trigger, body, { env, request, at }),
      );
      return { body: { ...showTrigger(kept), ...(await warningsOf(env, site.number, body)) } };
    },
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    operationId: 'deleteTrigger',
    tag: 'Triggers',
    summary: 'Delete a trigger',
    description: 'With all that it has sent, and has to send.',
    needs: 'admin',
    params,
    answers: { 204: { description: 'Deleted' } },
    example: { params: { id: exampleId } },
    handle: async ({ env, site, params: { id } }) => {
      if (!(await deleteTrigger(env.DB, site.number, id))) throw noTrigger(id);
      forgetSite(site);
      return { status: 204 };
    },
  }),
  operation({
    method: 'POST',
    path: `${ONE}/secret`,
    operationId: 'rotateTriggerSecret',
    tag: 'Triggers',
    summary: 'Give a trigger a new secret',
    description: 'For a day what is sent carries a signature by each of the two.',
    needs: 'admin',
    params,
    answers: { 200: { description: 'The new one', schema: newSecret } },
    example: {
      params: { id: exampleId },
      response: { secret: exampleSecret, previous_until: '2026-11-22T12:00:00.000Z' },
    },
    handle: async ({ env, site, params: { id }, at }) => {
      const secret = mintSecret();
      await changed({ env, site, id, at }, (trigger) => withSecret(trigger, secret, at));
      return { body: { secret, previous_until: toInstant(at + ROTATION) } };
    },
  }),
  operation({
    method: 'POST',
    path: `${ONE}/test`,
    operationId: 'testTrigger',
    tag: 'Triggers',
    summary: 'Send a trial message',
    description:
      'Once, at this moment, also where the trigger is switched off: a message of type `trigger.test`, signed ' +
      'like any other.',
    needs: 'admin',
    params,
    answers: { 200: { description: 'What became of it', schema: attemptShown } },
    example: {
      params: { id: exampleId },
      response: { ...exampleAttempt, outcome: 'delivered', status: 204 },
    },
    handle: async ({ env, site, params: { id }, at }) => {
      const { trigger } = await foundTrigger(env, site, id);
      const message = { id: `dlv_test_${mintId()}`, at, body: trialOf(site, id, trigger, at) };
      const tried = await attempt(message, trigger, sendingOf(env));
      return { body: showAttempt(tried.attempt) };
    },
  }),
];

export async function foundTrigger(env: Env, site: Site, id: string): Promise<KeptTrigger> {
  const kept = await readTrigger(env.DB, site.number, id);
  if (kept === undefined) throw noTrigger(id);
  return kept;
}

async function changed(
  { env, site, id, at }: { env: Env; site: Site; id: string; at: number },
  change: (trigger: Trigger) => Trigger,
): Promise<KeptTrigger> {
  const kept = await changeTrigger(env.DB, { site: site.number, id, now: at }, change);
  if (kept === undefined) throw noTrigger(id);
  forgetSite(site);
  return kept;
}

function trialOf({ id: site }: Site, id: string, { name }: Trigger, at: number): string {
  const data = { site, trigger: { id, name } };
  return JSON.stringify({ type: 'trigger.test', timestamp: toInstant(at), data });
}

function noTrigger(id: string): Problem {
  return new Problem('not-found', `No trigger has the id "${id.slice(0, 100)}".`);
}

/** 72 bits, as the ids of keys have. */
function mintId(): string {
  return crypto.getRandomValues(new Uint8Array(9)).toBase64({ alphabet: 'base64url' });
}
