import type { JSX } from 'preact';
import { mayChange } from '../api/key.ts';
import { pagePath } from '../api/paths.ts';
import type { Segments } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Choice } from '../parts/choice.tsx';
import { chosen } from '../questions/view.ts';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { READY } from '../segments/ready.ts';
import { SegmentTable } from '../segments/table.tsx';
import { Overlaps } from '../segments/overlaps.tsx';
import { segmentsQuestion } from '../questions/sides.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** Segments side by side: the site's own, or some that every site has. */
export function SegmentsPage({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const which = chosen(READY, view['of']);
  const report = useReport<Segments>(site, segmentsQuestion, view);
  const tools = (
    <>
      <Choice
        label="Which segments"
        options={READY}
        value={which}
        onChoose={(value) => change({ of: value })}
      />
      <a class="button" href={pagePath(site.id, 'segments', 'saved')}>
        {mayChange() ? 'Manage segments' : 'Saved segments'}
      </a>
    </>
  );
  return (
    <ReportPage question={segmentsQuestion} report={report} site={site} tools={tools}>
      {(data) =>
        data.everybody.people === 0 ? (
          <Empty title="Nobody yet">
            <p>Nobody had been seen by the end of this range.</p>
          </Empty>
        ) : data.rows.length === 0 ? (
          <NoSegments site={site} />
        ) : (
          <>
            <SegmentTable segments={data} site={site} />
            {data.rows.length > 1 && <Overlaps segments={data} site={site} />}
          </>
        )
      }
    </ReportPage>
  );
}

function NoSegments({ site }: { site: Site }): JSX.Element {
  return (
    <Empty title="No segment has been saved">
      <p>Choose some above that every site has, or save one of your own.</p>
      {mayChange() && (
        <a class="button" href={pagePath(site.id, 'segments', 'new')}>
          New segment
        </a>
      )}
    </Empty>
  );
}
