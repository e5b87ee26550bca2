import { People } from '../../worker/history/people.ts';

/** Of all that is made by hand. */
export const people: People = new People();

/** A customer as items have it, by name and by number. */
export function someone(customer: string): { customer: string; person: number } {
  return { customer, person: people.numberOf(customer) };
}
