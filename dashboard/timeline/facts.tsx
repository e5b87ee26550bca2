import type { ComponentChildren, JSX } from 'preact';
import type { Profile, Site } from '../api/shapes.ts';
import { count } from '../format/number.ts';
import { monies } from '../format/money.ts';
import { country, humanise, valueText } from '../format/words.ts';
import { Channel } from '../parts/channel.tsx';
import { revenueOf } from '../parts/person.tsx';
import { At } from '../parts/when.tsx';
import { Group } from './fact-group.tsx';
import { Ids } from './ids.tsx';

/** What is known of a customer, beside the timeline. */
export function Facts({ customer, site }: { customer: Profile; site: Site }): JSX.Element {
  return (
    <aside class="facts" aria-label="Facts">
      <Group title="Facts" first>
        <Fact name="First seen">
          <At at={customer.first_seen} site={site} />
        </Fact>
        <Fact name="Last seen">
          <At at={customer.last_seen} site={site} />
        </Fact>
        <Fact name="Sessions">{count(customer.sessions)}</Fact>
        <Fact name="Orders">{count(customer.orders)}</Fact>
        <Fact name="Revenue">{monies(revenueOf(customer), site.currency)}</Fact>
        {customer.journeys && <Fact name="Journeys">{journeysText(customer.journeys)}</Fact>}
        <Fact name="First channel">
          <Channel name={customer.channel} />
        </Fact>
        {customer.country && <Fact name="Country">{country(customer.country)}</Fact>}
        <Habits customer={customer} />
      </Group>
      <Rfm customer={customer} />
      <Traits customer={customer} />
      <Ids customer={customer} site={site} />
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <dl class="fact">
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd class="num">{children}</dd>
    </dl>
  );
}

function journeysText(journeys: NonNullable<Profile['journeys']>): string {
  const { converted, open, lapsed } = journeys;
  const parts: [number, string][] = [
    [converted, 'converted'],
    [open, 'open'],
    [lapsed, 'lapsed'],
  ];
  const told = parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${count(number)} ${word}`);
  return told.length > 0 ? told.join(', ') : 'none';
}

function Habits({ customer }: { customer: Profile }): JSX.Element | null {
  const { most_active: active, preferred_content: content } = customer;
  const hour =
    typeof active?.hour === 'number' ? `${String(active.hour).padStart(2, '0')}:00` : undefined;
  const busiest = [active?.weekday && humanise(active.weekday), hour].filter(Boolean).join(', ');
  return (
    <>
      {busiest !== '' && <Fact name="Most active">{busiest}</Fact>}
      {content && content.length > 0 && (
        <Fact name="Prefers">
          {content.map(({ page }) => (
            <bdi key={page} class="fact-line">
              {page}
            </bdi>
          ))}
        </Fact>
      )}
    </>
  );
}

function Rfm({ customer: { rfm } }: { customer: Profile }): JSX.Element | null {
  if (!rfm) return null;
  const scores: [name: string, score: number | undefined][] = [
    ['Recency', rfm.recency],
    ['Frequency', rfm.frequency],
    ['Monetary', rfm.monetary],
  ];
  return (
    <Group title={rfm.segment ? `RFM: ${rfm.segment}` : 'RFM'}>
      {scores.map(([name, score]) => (
        <Fact key={name} name={name}>
          {typeof score === 'number' ? <Score value={score} /> : '–'}
        </Fact>
      ))}
    </Group>
  );
}

/** A score of 1 to 5. */
function Score({ value }: { value: number }): JSX.Element {
  return (
    <span class="score">
      <svg viewBox="0 0 58 8" aria-hidden="true">
        {[1, 2, 3, 4, 5].map((each) => (
          <rect
            key={each}
            class={each <= value ? 'on' : ''}
            x={(each - 1) * 12}
            width="10"
            height="8"
            rx="2"
          />
        ))}
      </svg>
      {value}
    </span>
  );
}

function Traits({ customer: { traits } }: { customer: Profile }): JSX.Element | null {
  const known = Object.entries(traits ?? {});
  if (known.length === 0) return null;
  return (
    <Group title="Traits">
      {known.map(([name, value]) => (
        <Fact key={name} name={humanise(name)}>
          <bdi>{valueText(value)}</bdi>
        </Fact>
      ))}
    </Group>
  );
}
