import type { JSX } from 'preact';
import type { FunnelPart, FunnelStep, Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count, interval, rate } from '../format/number.ts';
import { country, humanise } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';
import { Channel } from '../parts/channel.tsx';

interface ByKeyProps {
  by: string;
  parts: FunnelPart[];
  site: Site;
}

/** The same funnel for each part, side by side. */
export function ByKey({ by, parts, site }: ByKeyProps): JSX.Element {
  const steps = parts[0]?.steps ?? [];
  return (
    <section class="card" aria-labelledby="by-key-name">
      <div class="card-head">
        <h2 id="by-key-name">By {by}</h2>
      </div>
      <div class="scroll-x" role="region" aria-label="Funnel by part" tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{humanise(by)}</th>
              {steps.map((step, index) => (
                <th key={index} scope="col" class="right">
                  <bdi>{humanise(step.event)}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.key}>
                <th scope="row" class="row-key">
                  <Part by={by} name={part.key} />
                </th>
                {part.steps.map((step, index) => (
                  <Cell
                    key={index}
                    step={step}
                    first={index === 0}
                    part={part.key ?? '(not set)'}
                    site={site}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Part({ by, name }: { by: string; name: string | null }): JSX.Element {
  if (!name) return <span class="muted">(not set)</span>;
  if (by === 'channel' && !name.startsWith('(')) return <Channel name={name} />;
  return <bdi>{by === 'country' ? country(name) : by === 'device' ? humanise(name) : name}</bdi>;
}

interface CellProps {
  step: FunnelStep;
  first: boolean;
  part: string;
  site: Site;
}

function Cell({ step, first, part, site }: CellProps): JSX.Element {
  const people = (
    <Behind
      cell={step.people > 0 ? step.cell : null}
      of={`${part}, as far as ${humanise(step.event)}`}
      site={site}
    >
      {count(step.people)}
    </Behind>
  );
  return (
    <td class="right num">
      {first ? (
        people
      ) : (
        <>
          {rate(step.from_start)} <span class="muted small">{people}</span>
          <span class="cell-sure muted small">{interval(step.from_start)}</span>
          <Bar share={step.from_start.value ?? 0} />
        </>
      )}
    </td>
  );
}
