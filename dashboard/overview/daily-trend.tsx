import type { JSX } from 'preact';
import type { Site, TrendPoint } from '../api/shapes.ts';
import { Trend } from '../charts/trend.tsx';
import { useView } from '../shell/use-view.ts';

const LINES = [
  ['customers', 'Customers'],
  ['sessions', 'Sessions'],
  ['page_views', 'Page views'],
  ['orders', 'Orders'],
] as const;

interface DailyTrendProps {
  trend: TrendPoint[];
  /** The same of the period that it is compared with. */
  before: TrendPoint[] | undefined;
  /** The last day is not over yet. */
  isOpen: boolean;
  site: Site;
}

/** One of the numbers, day by day. Only those are offered that the report has. */
export function DailyTrend({ trend, before, isOpen, site }: DailyTrendProps): JSX.Element | null {
  const [view, change] = useView();
  const lines = LINES.filter(([name]) => trend.some((point) => point[name] !== undefined));
  const [name, label] = lines.find(([each]) => each === view['line']) ?? lines[0] ?? [];
  if (name === undefined || label === undefined) return null;
  return (
    <section class="card" aria-labelledby="trend-name">
      <div class="card-head">
        <h2 id="trend-name">By day</h2>
        <div class="choices" role="group" aria-label="Number to show">
          {lines.map(([each, text]) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === name}
              onClick={() => change({ line: each })}
            >
              {text}
            </button>
          ))}
        </div>
      </div>
      <Trend
        label={label}
        isOpen={isOpen}
        site={site}
        days={trend.map((point, index) => {
          const other = before?.[index];
          const day = { day: point.day, value: point[name] ?? 0, cell: point.cell };
          return other ? { ...day, before: { day: other.day, value: other[name] ?? 0 } } : day;
        })}
      />
    </section>
  );
}
