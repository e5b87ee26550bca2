import type { JSX } from 'preact';
import type { FunnelStep, Site } from '../api/shapes.ts';
import { countBefore, rateBefore } from '../format/change.ts';
import { count, interval, percent, plural, rate } from '../format/number.ts';
import { span } from '../format/time.ts';
import { humanise } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';

interface StepsChartProps {
  steps: FunnelStep[];
  /** Of the period that it is compared with. */
  before: FunnelStep[] | undefined;
  site: Site;
}

/** The steps from top to bottom, each as wide as its share of those who began. */
export function StepsChart({ steps, before, site }: StepsChartProps): JSX.Element {
  return (
    <section class="card" aria-labelledby="funnel-name">
      <div class="card-head">
        <h2 id="funnel-name">How far they go</h2>
        <p class="muted small">Bars: share of the first step. Whiskers: 95 % interval (Wilson).</p>
      </div>
      <ol class="funnel-steps">
        {steps.map((step, index) => (
          <li key={index} class="funnel-step">
            {index > 0 && <Between step={step} before={steps[index - 1]} />}
            <div class="funnel-words">
              <span class="funnel-number num" aria-hidden="true">
                {index + 1}
              </span>
              <strong class="funnel-name">
                <bdi>{humanise(step.event)}</bdi>
              </strong>
              <span class="funnel-people num">
                <Behind
                  cell={step.people > 0 ? step.cell : null}
                  of={`As far as step ${index + 1}, ${humanise(step.event)}`}
                  site={site}
                >
                  {count(step.people)}
                </Behind>
              </span>
              <span class="funnel-rate num">
                {rate(step.from_start)}
                {index > 0 && <span class="muted small"> {interval(step.from_start)}</span>}
              </span>
            </div>
            {before && <Earlier step={step} before={before[index]} first={index === 0} />}
            <StepBar step={step} whisker={index > 0} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface EarlierProps {
  step: FunnelStep;
  before: FunnelStep | undefined;
  first: boolean;
}

/** The same step in the period that it is compared with: of the first the people, of the others the rate. */
function Earlier({ step, before, first }: EarlierProps): JSX.Element | null {
  if (!before) return null;
  const was = first
    ? countBefore(step.people, before.people)
    : rateBefore(step.from_start, before.from_start);
  return (
    <p class="funnel-earlier small num">
      {was?.change !== undefined && <strong>{was.change} </strong>}
      <span class="muted">
        from {first ? '' : `${was?.text}, `}
        {plural(before.people, 'person', 'people')}
      </span>
    </p>
  );
}

function StepBar({ step, whisker }: { step: FunnelStep; whisker: boolean }): JSX.Element {
  const at = (share: number | null | undefined): number =>
    Math.min(Math.max(share ?? 0, 0), 1) * 1000;
  const [low, high] = step.from_start.ci95 ?? [];
  return (
    <svg class="funnel-bar" viewBox="0 0 1000 22" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" width="1000" height="22" />
      <rect class="bar-fill" width={at(step.from_start.value)} height="22" />
      {whisker && low !== undefined && high !== undefined && (
        <Whisker from={at(low)} to={at(high)} />
      )}
    </svg>
  );
}

/** Seen on the bar as well as beside it: a line with a halo. */
function Whisker({ from, to }: { from: number; to: number }): JSX.Element {
  const path = `M${from} 11H${to}M${from} 5v12M${to} 5v12`;
  return (
    <>
      <path class="whisker-halo" d={path} />
      <path class="whisker" d={path} />
    </>
  );
}

/** What happens between two steps: who is lost, how long the others take. */
function Between(props: { step: FunnelStep; before: FunnelStep | undefined }): JSX.Element {
  const { step, before } = props;
  const { from_previous: kept, time_from_previous: time } = step;
  const dropped = step.dropped ?? Math.max((before?.people ?? 0) - step.people, 0);
  // Who still has time is neither lost nor gone on.
  const lost = before && before.people > 0 ? dropped / before.people : undefined;
  const sure = interval(kept);
  return (
    <div class="between small">
      <span class="num">
        <span class={dropped > 0 ? 'lost' : undefined}>
          {dropped > 0 && '− '}
          {count(dropped)}
        </span>
        {lost !== undefined && <span class="muted"> lost here ({percent(lost)})</span>}
      </span>
      {(step.in_progress ?? 0) > 0 && (
        <span class="num">
          {count(step.in_progress)} <span class="muted">still have time</span>
        </span>
      )}
      {kept && (
        <span class="num">
          {rate(kept)} <span class="muted">go on{sure === undefined ? '' : ` (${sure})`}</span>
        </span>
      )}
      {time && time.p50 !== null && (
        <span
          class="num"
          title={`25 %: ${seconds(time.p25)}, 75 %: ${seconds(time.p75)}, 95 %: ${seconds(time.p95)}`}
        >
          <span class="muted">median</span> {seconds(time.p50)}{' '}
          <span class="muted">
            ({seconds(time.p25)} – {seconds(time.p75)})
          </span>
        </span>
      )}
    </div>
  );
}

function seconds(value: number | null | undefined): string {
  return typeof value === 'number' ? span(value * 1000) : '–';
}
