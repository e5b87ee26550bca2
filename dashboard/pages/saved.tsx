import type { JSX } from 'preact';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { unseen } from '../questions/question.ts';
import { questionNamed } from '../questions/questions.ts';
import { Answer } from '../saved/answer.tsx';
import { openPath, type SavedReport } from '../saved/saved.ts';
import { sayReport } from '../saved/say.ts';
import { Title } from '../shell/title.tsx';

interface SavedPageProps {
  site: Site;
  params?: { id?: string };
}

/** A saved report by itself: where it is opened, and its answer where no page shows it. */
export function SavedPage({ site, params }: SavedPageProps): JSX.Element {
  const path = apiPath(site.id, 'saved', params?.id ?? '');
  const { data, error, retry } = useLoad<SavedReport>(path);
  return (
    <>
      <Title beside={data && <span class="muted small">{sayReport(data)}</span>}>
        {data?.name ?? 'Saved report'}
      </Title>
      {error !== undefined && <Failed error={error} retry={retry} />}
      {!data && error === undefined && <Loading />}
      {data && error === undefined && (
        <div class="stack saved-one">
          <Open saved={data} site={site} />
        </div>
      )}
    </>
  );
}

function Open({ saved, site }: { saved: SavedReport; site: Site }): JSX.Element {
  const { query, report } = saved;
  if (query === null) {
    return (
      <Empty title="Not for this key">
        <p>This report is over a personal trait, and this key sees nobody.</p>
      </Empty>
    );
  }
  const href = openPath(saved, site);
  const question = questionNamed(report);
  const lacks = question ? unseen(question, query) : [];
  return (
    <>
      {href === undefined ? (
        <p>
          No page shows exactly this question.{' '}
          {question && (
            <>
              {question.title} asks otherwise for <code>{lacks.join(', ')}</code>.
            </>
          )}{' '}
          Its answer can be had as a file, and by the API.
        </p>
      ) : (
        <p>
          <a class="button primary" href={href}>
            Open the report
          </a>
        </p>
      )}
      <Answer saved={saved} site={site} />
      <pre class="code" tabIndex={0}>
        {JSON.stringify({ report, query }, null, 2)}
      </pre>
    </>
  );
}
