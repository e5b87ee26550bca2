import type { JSX } from 'preact';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import {
  type Check,
  type Health,
  nameOf,
  placeToAct,
  standingOf,
  worstFirst,
} from '../health/words.ts';
import { Said } from '../parts/said.tsx';
import { Failed, Loading } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { Title } from '../shell/title.tsx';

/** Whether what a site sends arrives as it should, the worst first, and what to do. */
export function HealthPage({ site }: { site: Site }): JSX.Element {
  const { data, error, loading, retry, refresh } = useLoad<Health>(apiPath(site.id, 'health'));
  return (
    <>
      <Title>Site health</Title>
      <div class="tools">
        <button type="button" class="button" aria-disabled={loading} onClick={refresh}>
          Look again
        </button>
        <span class="muted small" role="status">
          {data && (
            <>
              {standingOf(data.status).whole}. Looked <When at={data.checked_at} site={site} />.
            </>
          )}
        </span>
      </div>
      {error !== undefined && <Failed error={error} retry={retry} />}
      {!data && error === undefined && <Loading lines={8} />}
      {data && error === undefined && (
        <ul class="card health" aria-busy={loading}>
          {worstFirst(data.checks).map((check) => (
            <Row key={check.check} check={check} site={site} />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ check, site }: { check: Check; site: Site }): JSX.Element {
  const { word, tone } = standingOf(check.status);
  const [href, label] = placeToAct(check, site) ?? [];
  const isPage = href?.startsWith('/sites/') === true;
  return (
    <li>
      <span class={`outcome ${tone}`}>{word}</span>
      <div>
        <h2>{nameOf(check.check)}</h2>
        <p>
          <Said text={check.detail} site={site} />
        </p>
        {check.advice !== null && (
          <p class="health-advice">
            <Said text={check.advice} site={site} />{' '}
            {href !== undefined && (
              <a href={href} {...(!isPage && { target: '_blank', rel: 'noopener' })}>
                {label}
              </a>
            )}
          </p>
        )}
      </div>
    </li>
  );
}
