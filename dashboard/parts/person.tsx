import type { JSX } from 'preact';
import type { Customer, Money, StageFact } from '../api/shapes.ts';

/** What to call a customer: the best that is known. Someone without any user is a visitor. */
export function nameOf(customer: Customer): string {
  if (!isKnown(customer)) return `Visitor ${shortId(customer.visitors?.[0] ?? customer.id)}`;
  return customer.name || customer.email || customer.users?.[0] || shortId(customer.id);
}

/** The line under the name: what is known beside it. */
export function alsoKnownAs(customer: Customer): string {
  if (!isKnown(customer)) return 'not identified';
  const name = nameOf(customer);
  return [customer.email, ...(customer.users ?? [])].find((each) => each && each !== name) ?? '';
}

export function stageOf({ stage, stage_reason: reason }: Customer): StageFact | undefined {
  if (!stage) return undefined;
  if (typeof stage === 'object') return stage;
  return reason ? { name: stage, reason } : { name: stage };
}

export function revenueOf(customer: Customer): Money[] | undefined {
  return customer.value ?? customer.revenue;
}

function isKnown({ email, users }: Customer): boolean {
  return Boolean(email) || (users?.length ?? 0) > 0;
}

/** Enough of a long id to tell it from its neighbours. */
export function shortId(id: string): string {
  const bare = id.replace(/^(visitor|user):/, '');
  return bare.length > 12 ? `${bare.slice(0, 10)}…` : bare;
}

export function Avatar({ customer }: { customer: Customer }): JSX.Element {
  const known = isKnown(customer);
  const [first = '?'] = nameOf(customer);
  return (
    <span class={`avatar av-${known ? hueOf(customer.id) : 'none'}`} aria-hidden="true">
      {known ? first.toUpperCase() : '·'}
    </span>
  );
}

/** One of six tints, always the same for the same customer. */
function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
}
