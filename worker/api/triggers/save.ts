import type { Env } from '../../env.ts';
import { refusalOf } from '../../triggers/target.ts';
import type { Trigger } from '../../triggers/trigger.ts';
import { sendingOf } from '../../triggers/wake.ts';
import { Problem } from '../problem.ts';
import { checked } from '../validate.ts';
import { triggerBody, type TriggerChange, type TriggerInput } from './schemas.ts';

/** Where and when something is saved. */
export interface Saving {
  env: Env;
  request: Request;
  at: number;
}

/** What a body asks for, but for its secrets. Throws where its address is none that may be sent to. */
export function triggerFrom(
  { name, event, filter, once, url, enabled = true }: TriggerInput,
  { env, request, at }: Saving,
): Omit<Trigger, 'secrets'> {
  const { host } = new URL(request.url);
  const { allowed } = sendingOf(env);
  const refusal = refusalOf(url, { ownHost: host, allowed });
  if (refusal !== undefined) {
    const errors = [{ in: 'body' as const, pointer: '/url', detail: refusal }];
    throw new Problem('invalid-input', refusal, { errors });
  }
  return {
    name, event, url, enabled, since: at, own_host: host,
    ...(filter !== undefined && { filter }),
    ...(once !== undefined && { once }),
  }; // prettier-ignore
}

/** The same with some members changed. Switched on again, it has nothing to do with what was meanwhile. */
export function changedTrigger(trigger: Trigger, change: TriggerChange, saving: Saving): Trigger {
  const { name, event, filter, once, url, enabled, secrets } = trigger;
  const before = { name, event, url, enabled, ...(filter && { filter }), ...(once && { once }) };
  const whole = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
  const input = checked(triggerBody, Object.fromEntries(whole), 'body');
  const after = triggerFrom(input, saving);
  const isOn = trigger.enabled && after.enabled;
  const because = after.enabled ? undefined : trigger.off_because;
  return {
    ...after,
    secrets,
    since: isOn ? trigger.since : saving.at,
    ...(isOn && trigger.full && { full: true }),
    ...(trigger.full_at !== undefined && { full_at: trigger.full_at }),
    ...(because !== undefined && { off_because: because }),
  };
}
