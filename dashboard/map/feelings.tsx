import type { JSX } from 'preact';
import type { MapStage, Sentiment } from '../api/report-shapes.ts';
import { humanise } from '../format/words.ts';
import { points } from './words.ts';

const HEIGHT = 130;
const PAD = 12;

interface Point {
  /** Number of the column. */
  column: number;
  mean: number;
  ci95: [number, number] | null;
}

/** How people feel from stage to stage, as a curve: what they said, and what they did, apart. */
export function Feelings({ stages }: { stages: MapStage[] }): JSX.Element {
  const stated = pointsOf(stages, ({ sentiment }) => sentiment.stated);
  const inferred = pointsOf(stages, ({ sentiment }) => sentiment.inferred);
  if (stated.length + inferred.length === 0) {
    return (
      <p class="muted">
        Nobody said how they feel, and nothing was seen that tells. Ask by a survey, or send reviews
        and cases.
      </p>
    );
  }
  const width = stages.length;
  return (
    <>
      <svg class="feelings" height={HEIGHT} role="img" aria-label={sayAll(stages)}>
        <line class="feelings-zero" x1="0" x2="100%" y1={yOf(0)} y2={yOf(0)} />
        <Curve points={inferred} width={width} kind="inferred" />
        <Curve points={stated} width={width} kind="stated" />
      </svg>
      <p class="feelings-legend small">
        <span class="feels-stated">Stated</span>
        <span class="feels-inferred">Inferred</span>
        <span class="muted">Bars: 95 % of the mean, by people</span>
      </p>
    </>
  );
}

interface CurveProps {
  points: Point[];
  width: number;
  kind: 'stated' | 'inferred';
}

/** A stage of which nothing is known is a gap: no line goes over it. */
function Curve({ points: all, width, kind }: CurveProps): JSX.Element {
  // Beside each other, where both are known of a stage.
  const shift = kind === 'stated' ? -0.04 : 0.04;
  const xOf = (column: number): string => `${(((column + 0.5 + shift) / width) * 100).toFixed(2)}%`;
  return (
    <g class={`feels-${kind}`}>
      {all.map(({ column, mean }, i) => {
        const next = all[i + 1];
        if (next?.column !== column + 1) return null;
        return (
          <line
            key={`to ${column}`}
            x1={xOf(column)}
            x2={xOf(next.column)}
            y1={yOf(mean)}
            y2={yOf(next.mean)}
          />
        );
      })}
      {all.map(({ column, ci95 }) =>
        ci95 === null ? null : (
          <line
            key={`sure ${column}`}
            class="feels-sure"
            x1={xOf(column)}
            x2={xOf(column)}
            y1={yOf(ci95[0])}
            y2={yOf(ci95[1])}
          />
        ),
      )}
      {all.map(({ column, mean }) => (
        <circle key={column} cx={xOf(column)} cy={yOf(mean)} r="5" />
      ))}
    </g>
  );
}

function pointsOf(stages: MapStage[], of: (stage: MapStage) => Sentiment): Point[] {
  return stages.flatMap((stage, column) => {
    const { mean, ci95 } = of(stage);
    return mean === null ? [] : [{ column, mean, ci95 }];
  });
}

function yOf(value: number): number {
  return PAD + ((2 - value) / 4) * (HEIGHT - 2 * PAD);
}

function sayAll(stages: MapStage[]): string {
  const said = stages.flatMap(({ stage, sentiment: { stated, inferred } }) => {
    const parts = [
      ...(stated.mean === null ? [] : [`stated ${points(stated.mean)}`]),
      ...(inferred.mean === null ? [] : [`inferred ${points(inferred.mean)}`]),
    ];
    return parts.length === 0 ? [] : [`${humanise(stage)}: ${parts.join(', ')}`];
  });
  return `Sentiment. ${said.join('; ')}`;
}
