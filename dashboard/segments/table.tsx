import type { JSX } from 'preact';
import type { SegmentFigures, Segments } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { monies } from '../format/money.ts';
import { count, interval, percent, rate } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { Rows } from '../parts/rows.tsx';

const COLUMNS = [
  'Segment',
  'People',
  'In the range',
  'Sessions',
  'Engaged',
  'Orders',
  'Revenue',
  'Per order',
  'Converted',
] as const;

/** What each segment comes to; everybody stands first, to compare with. */
export function SegmentTable({ segments, site }: { segments: Segments; site: Site }): JSX.Element {
  const { everybody, rows } = segments;
  return (
    <section class="card" aria-labelledby="segments-name">
      <div class="card-head">
        <h2 id="segments-name">Side by side</h2>
        <p class="muted small">
          People: all who are in it by now. The rest: what its sessions came to in the range.
        </p>
      </div>
      <Rows label="Segments" columns={COLUMNS}>
        <Row name="Everybody" of={everybody} site={site} />
        {rows.map((row) => (
          <Row key={row.nth} nth={row.nth} name={row.key} of={row} site={site} />
        ))}
      </Rows>
    </section>
  );
}

interface RowProps {
  nth?: number;
  name: string;
  of: SegmentFigures;
  site: Site;
}

/** The number is what the tables below call it. */
export function Named({ nth, name }: { nth: number | undefined; name: string }): JSX.Element {
  return (
    <>
      {nth !== undefined && <span class="segment-nth muted num">{nth}</span>}
      <bdi>{name}</bdi>
    </>
  );
}

function Row({ nth, name, of, site }: RowProps): JSX.Element {
  const { people, share, customers, sessions, engaged_sessions, conversion, cells } = of;
  return (
    <tr>
      <th scope="row" class="row-key">
        <Named nth={nth} name={name} />
        <Bar share={share.value ?? 0} />
      </th>
      <td class="right num">
        <Behind cell={cells.people} of={name} site={site}>
          {count(people)}
        </Behind>
        <span class="cell-sure muted">{rate(share)}</span>
      </td>
      <td class="right num">
        <Behind cell={cells.customers} of={`${name}, in the range`} site={site}>
          {count(customers)}
        </Behind>
      </td>
      <td class="right num">{count(sessions)}</td>
      <td class="right num">{sessions === 0 ? '–' : percent(engaged_sessions / sessions)}</td>
      <td class="right num">
        <Behind cell={cells.buyers} of={`${name}, who bought`} site={site}>
          {count(of.orders)}
        </Behind>
      </td>
      <td class="right num">{monies(of.revenue, site.currency)}</td>
      <td class="right num">{monies(of.aov, site.currency)}</td>
      <td class="right num">
        <Behind cell={cells.converted} of={`${name}, who converted`} site={site}>
          {rate(conversion)}
        </Behind>
        <span class="cell-sure muted">{interval(conversion)}</span>
      </td>
    </tr>
  );
}
