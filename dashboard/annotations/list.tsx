import type { JSX } from 'preact';
import type { Site } from '../api/shapes.ts';
import { plural } from '../format/number.ts';
import { siteClock, toMs } from '../format/time.ts';
import { Icon } from '../parts/icon.tsx';
import type { Annotation } from './annotation.ts';
import type { Changing } from './use-annotated.ts';

interface AnnotationListProps {
  /** Of the days that are drawn, the earliest first. */
  annotations: readonly Annotation[];
  site: Site;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
  /** On which a new one is made. */
  day: string;
  /** Absent for a key that may not. */
  onChange: ((changing: Changing) => void) | undefined;
}

/** The remarks on the days that are drawn, below them. */
export function AnnotationList(props: AnnotationListProps): JSX.Element | null {
  const { annotations, site, isOpen, onToggle, day, onChange } = props;
  if (annotations.length === 0 && !onChange) return null;
  return (
    <div class="annotations">
      {annotations.length > 0 && (
        <details open={isOpen} onToggle={({ currentTarget }) => onToggle(currentTarget.open)}>
          <summary>{plural(annotations.length, 'annotation')}</summary>
          <ul>
            {annotations.map((annotation) => (
              <li key={annotation.id}>
                <Row annotation={annotation} site={site} onChange={onChange} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {onChange && (
        <button
          type="button"
          class="button quiet annotate"
          onClick={() => onChange({ what: 'add', day })}
        >
          <Icon name="flag" /> Annotate a day
        </button>
      )}
    </div>
  );
}

type RowProps = Pick<AnnotationListProps, 'site' | 'onChange'> & { annotation: Annotation };

function Row({ annotation, site, onChange }: RowProps): JSX.Element {
  const { at, text } = annotation;
  return (
    <>
      <time class="muted" dateTime={at}>
        {siteClock(site.time_zone).full(toMs(at) ?? 0)}
      </time>
      <bdi class="annotation-text">{text}</bdi>
      {onChange && (
        <span class="acts">
          <button type="button" class="link" onClick={() => onChange({ what: 'edit', annotation })}>
            Edit<span class="unseen"> {text}</span>
          </button>
          <button
            type="button"
            class="link danger"
            onClick={() => onChange({ what: 'delete', annotation })}
          >
            Delete<span class="unseen"> {text}</span>
          </button>
        </span>
      )}
    </>
  );
}
