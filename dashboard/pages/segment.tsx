import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { mayChange } from '../api/key.ts';
import { apiPath, pagePath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { DeleteSegment } from '../segments/delete.tsx';
import { SegmentForm } from '../segments/form.tsx';
import type { SavedSegment } from '../segments/saved.ts';
import { Title } from '../shell/title.tsx';

interface SegmentPageProps {
  site: Site;
  params?: { id?: string };
}

/** One segment, to be changed. */
export function SegmentPage({ site, params }: SegmentPageProps): JSX.Element {
  const id = params?.id ?? '';
  const { route } = useLocation();
  const { data, error, retry } = useLoad<SavedSegment>(apiPath(site.id, 'segments', id));
  const [isGoing, setGoing] = useState(false);
  const list = pagePath(site.id, 'segments', 'saved');
  if (!mayChange()) return <MayNot />;
  return (
    <>
      <Title
        beside={
          data && (
            <button type="button" class="link danger acts-end" onClick={() => setGoing(true)}>
              Delete
            </button>
          )
        }
      >
        {data?.name ?? 'Segment'}
      </Title>
      {error !== undefined && <Failed error={error} retry={retry} />}
      {!data && error === undefined && <Loading />}
      {data && <SegmentForm key={data.id} segment={data} site={site} onSaved={() => route(list)} />}
      {data && isGoing && (
        <DeleteSegment
          segment={data}
          site={site}
          onDone={() => route(list)}
          onClose={() => setGoing(false)}
        />
      )}
    </>
  );
}

export function NewSegmentPage({ site }: { site: Site }): JSX.Element {
  const { route } = useLocation();
  if (!mayChange()) return <MayNot />;
  return (
    <>
      <Title>New segment</Title>
      <SegmentForm site={site} onSaved={() => route(pagePath(site.id, 'segments', 'saved'))} />
    </>
  );
}

/** Nothing leads here with such a key but an address that somebody passed on. */
export function MayNot(): JSX.Element {
  return (
    <>
      <Title>Not with this key</Title>
      <Empty title="This key reads alone">
        <p>Sign in with an admin key of the site, or with the operator’s, to change things.</p>
      </Empty>
    </>
  );
}
