import type { Attempt } from '../../triggers/attempt.ts';
import type { DeliveryBody, Status } from '../../triggers/outbox.ts';
import type { KeptTrigger } from '../../triggers/store.ts';
import { toInstant } from '../shapes.ts';

type Shown = Record<string, unknown> & { id: string };

/** Without its secrets. */
export function showTrigger({ id, trigger, updatedAt }: KeptTrigger): Shown {
  const { name, event, filter = null, once = null, url, enabled, off_because = null } = trigger;
  const { paused, full = false, full_at: fullAt } = trigger;
  const last_full_at = fullAt === undefined ? null : toInstant(fullAt);
  const paused_until = paused === undefined ? null : toInstant(paused.until);
  const updated_at = toInstant(updatedAt);
  return {
    id, name, event, filter, once, url, enabled, off_because, paused_until, full, last_full_at,
    updated_at,
  }; // prettier-ignore
}

export function showAttempt({ at, outcome, status, ms }: Attempt): Record<string, unknown> {
  return { at: toInstant(at), outcome, status: status ?? null, ms };
}

/** A row of deliveries, as the statements of deliveries.list.sql and deliveries.by-id.sql have it. */
export interface DeliveryRow {
  id: string;
  body: string;
  visitor: string;
  user: string;
  event: string;
  at: number;
  status: Status;
  due_at: number | null;
  accepted_at: number;
}

export function showDelivery(row: DeliveryRow): Shown {
  const { name = null, attempts = [] } = bodyOf(row);
  return {
    id: row.id,
    status: row.status,
    event: { id: row.event, name, at: toInstant(row.at) },
    visitor: row.visitor || null,
    user: row.user || null,
    created_at: toInstant(row.accepted_at),
    next_attempt_at: row.due_at === null ? null : toInstant(row.due_at),
    attempts: attempts.map(showAttempt),
  };
}

export function bodyOf({ body }: Pick<DeliveryRow, 'body'>): DeliveryBody {
  // Written by triggers/outbox.ts alone.
  return JSON.parse(body) as DeliveryBody;
}
