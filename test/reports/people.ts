import { People } from '../../worker/history/people.ts';

const people = new People();

/** A customer as items have it, by name and by number. */
export function someone(customer: string): { customer: string; person: number } {
  return { customer, person: people.numberOf(customer) };
}
