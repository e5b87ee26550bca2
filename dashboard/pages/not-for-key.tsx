import type { JSX } from 'preact';
import { mayChange, maySeePeople, signOut } from '../api/key.ts';
import { Empty } from '../parts/states.tsx';
import { Title } from '../shell/title.tsx';

const OF_PEOPLE = /^\/sites\/[^/]+\/(customers|accounts|journeys)(\/|$)/;
const OF_CHANGERS = /^\/sites\/[^/]+\/(triggers(\/|$)|segments\/new$)/;

/** Whether the key in use may see what stands at the address. The API refuses it all the same. */
export function isForKey(path: string): boolean {
  return (maySeePeople() || !OF_PEOPLE.test(path)) && (mayChange() || !OF_CHANGERS.test(path));
}

/** Where an address leads that others may open: asking again would not help. */
export function NotForKey({ path }: { path: string }): JSX.Element {
  const isOfPeople = OF_PEOPLE.test(path);
  return (
    <>
      <Title>Not for this key</Title>
      <Empty title={isOfPeople ? 'This key sees numbers, not people' : 'This key reads alone'}>
        <p>
          {isOfPeople
            ? 'Customers, accounts and journeys take a key of the kind read:customers or admin.'
            : 'What is here can be changed, which takes a key of the kind admin.'}{' '}
          Ask whoever runs the site for one, and sign in with it.
        </p>
        <button type="button" class="button" onClick={() => signOut()}>
          Use another key
        </button>
      </Empty>
    </>
  );
}
