import type { JSX } from 'preact';
import type { FunnelPart, FunnelStep } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count, interval, rate } from '../format/number.ts';
import { country, humanise } from '../format/words.ts';
import { Channel } from '../parts/channel.tsx';

/** The same funnel for each part, side by side. */
export function ByKey({ by, parts }: { by: string; parts: FunnelPart[] }): JSX.Element {
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
                  <Cell key={index} step={step} first={index === 0} />
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

function Cell({ step, first }: { step: FunnelStep; first: boolean }): JSX.Element {
  return (
    <td class="right num">
      {first ? (
        count(step.people)
      ) : (
        <>
          {rate(step.from_start)} <span class="muted small">{count(step.people)}</span>
          <span class="cell-sure muted small">{interval(step.from_start)}</span>
          <Bar share={step.from_start.value ?? 0} />
        </>
      )}
    </td>
  );
}
