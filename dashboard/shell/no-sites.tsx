import type { JSX } from 'preact';
import { Empty } from '../parts/states.tsx';
import { Title } from './title.tsx';

export function NoSites(): JSX.Element {
  return (
    <>
      <Title>Sites</Title>
      <Empty title="No site yet">
        <p>
          A site is one shop or web site with its own tag. Make the first one with the operator's
          key:
        </p>
        <pre class="code" tabIndex={0}>{`curl ${location.origin}/v1/sites \\
  -H "Authorization: Bearer $SOJOURN_ADMIN_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"id":"shop","name":"My shop","time_zone":"Europe/Berlin",
       "currency":"EUR","origins":["https://shop.example"]}'`}</pre>
        <p>Then put its tag into your pages and load this one again.</p>
      </Empty>
    </>
  );
}
