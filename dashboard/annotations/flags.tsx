import type { JSX } from 'preact';
import { plain } from '../format/words.ts';
import type { Annotation } from './annotations.ts';

interface FlagsProps {
  /** Pixels from the left, of each day that has any. */
  marks: { x: number; index: number; day: string; annotations: Annotation[] }[];
  width: number;
  /** Index of the day that is pointed at. */
  at: number | undefined;
  onPoint: (index: number) => void;
  /** Absent for a key that may not. */
  onEdit: ((annotation: Annotation) => void) | undefined;
}

const HEIGHT = 22;

/** A flag above each day that somebody remarked on: its words are told where it is pointed at. */
export function Flags({ marks, width, at, onPoint, onEdit }: FlagsProps): JSX.Element | null {
  if (marks.length === 0) return null;
  return (
    <svg class="flags" width={width} height={HEIGHT} role="group" aria-label="Annotations">
      {marks.map(({ x, index, day, annotations }) => (
        <g
          key={index}
          class={index === at ? 'flag flag-at' : 'flag'}
          role="button"
          tabIndex={0}
          aria-label={plain(`${day}: ${annotations.map(({ text }) => text).join('; ')}`)}
          transform={`translate(${x} 0)`}
          onFocus={() => onPoint(index)}
          onPointerEnter={() => onPoint(index)}
          onClick={() => edit(annotations, onEdit)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            edit(annotations, onEdit);
          }}
        >
          <rect class="flag-reach" x="-12" width="24" height={HEIGHT} />
          <path class="flag-sign" d="M0 22V5h9l-2.5 3.5L9 12H0" />
        </g>
      ))}
    </svg>
  );
}

/** Of several the list below has each. */
function edit([first, ...others]: Annotation[], onEdit: FlagsProps['onEdit']): void {
  if (first && others.length === 0) onEdit?.(first);
}
