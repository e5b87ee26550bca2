import type { JSX } from 'preact';
import { Empty } from '../parts/states.tsx';
import { Title } from '../shell/title.tsx';

export function NotFound(): JSX.Element {
  return (
    <>
      <Title>Not found</Title>
      <Empty title="There is no such page">
        <p>
          The address may be old, or this key may not read the site it names.{' '}
          <a href="/">Go to the start</a>.
        </p>
      </Empty>
    </>
  );
}
