import type { JSX } from 'preact';
import { plain } from '../format/words.ts';
import type { Annotation } from './annotation.ts';

interface FlagsProps {
  /** Pixels from the left, of each day that has any. */
  marks: { x: number; index: number; day: string; annotations: Annotation[] }[];
  width: number;
  /** Index of the day that is pointed at. */
  at: number | undefined;
  onPoint: (index: number) => void;
  onOpen: (annotations: Annotation[]) => void;
}

const HEIGHT = 22;

/** A flag above each day that somebody remarked on: its words are told where it is pointed at. */
export function Flags({ marks, width, at, onPoint, onOpen }: FlagsProps): JSX.Element | null {
  if (marks.length === 0) return null;
  // One stop for the keyboard; arrows go from flag to flag.
  const stop = marks.find(({ index }) => index === at) ?? marks[0];
  return (
    <svg class="flags" width={width} height={HEIGHT} role="group" aria-label="Annotations">
      {marks.map(({ x, index, day, annotations }) => (
        <g
          key={index}
          class={index === at ? 'flag flag-at' : 'flag'}
          role="button"
          tabIndex={index === stop?.index ? 0 : -1}
          aria-label={plain(`${day}: ${annotations.map(({ text }) => text).join('; ')}`)}
          transform={`translate(${x} 0)`}
          onFocus={() => onPoint(index)}
          onPointerEnter={() => onPoint(index)}
          onClick={() => onOpen(annotations)}
          onKeyDown={(event) => {
            const { previousSibling, nextSibling } = event.currentTarget;
            const next = { ArrowLeft: previousSibling, ArrowRight: nextSibling }[event.key];
            if (next instanceof SVGElement) next.focus();
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            onOpen(annotations);
          }}
        >
          <rect class="flag-reach" x="-12" width="24" height={HEIGHT} />
          <path class="flag-sign" d="M0 22V5h9l-2.5 3.5L9 12H0" />
        </g>
      ))}
    </svg>
  );
}
