import { IntList } from '../history/int-list.ts';
import { PersonSet } from '../history/person-lists.ts';

/** In which periods people were active, by position: in lists, as a `Set` of each of a million people is too much. */
export class ActivePeriods {
  /** Those who were. */
  readonly people: PersonSet = new PersonSet();
  /** Of each person the place of the position that came last, plus one. */
  readonly #last = new IntList();
  readonly #positions = new IntList();
  /** By place: where the person's position before it stands, plus one. */
  readonly #before = new IntList();
  #size = 0;

  add(person: number, position: number): void {
    for (let place = this.#last.get(person); place !== 0; place = this.#before.get(place - 1)) {
      if (this.#positions.get(place - 1) === position) return;
    }
    this.people.add(person);
    this.#positions.set(this.#size, position);
    this.#before.set(this.#size, this.#last.get(person));
    this.#last.set(person, ++this.#size);
  }

  /** In order, each once. */
  of(person: number): number[] {
    const positions: number[] = [];
    for (let place = this.#last.get(person); place !== 0; place = this.#before.get(place - 1)) {
      positions.push(this.#positions.get(place - 1));
    }
    return positions.sort((a, b) => a - b);
  }
}
