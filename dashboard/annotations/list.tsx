import type { JSX } from 'preact';
import type { Site } from '../api/shapes.ts';
import { plural } from '../format/number.ts';
import { siteClock, toMs } from '../format/time.ts';
import { Icon } from '../parts/icon.tsx';
import type { Annotation } from './annotations.ts';

interface AnnotationListProps {
  /** Of the days that are drawn, the earliest first. */
  annotations: readonly Annotation[];
  site: Site;
  /** Absent for a key that may not. */
  change?:
    | {
        onAdd: () => void;
        onEdit: (annotation: Annotation) => void;
        onDelete: (annotation: Annotation) => void;
      }
    | undefined;
}

/** The remarks on the days that are drawn, below them. */
export function AnnotationList(props: AnnotationListProps): JSX.Element | null {
  const { annotations, site, change } = props;
  if (annotations.length === 0 && !change) return null;
  return (
    <div class="annotations">
      {annotations.length > 0 && (
        <details>
          <summary>{plural(annotations.length, 'annotation')}</summary>
          <ul>
            {annotations.map((annotation) => (
              <li key={annotation.id}>
                <Row annotation={annotation} site={site} change={change} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {change && (
        <button type="button" class="button quiet annotate" onClick={change.onAdd}>
          <Icon name="flag" /> Annotate a day
        </button>
      )}
    </div>
  );
}

type RowProps = Pick<AnnotationListProps, 'site' | 'change'> & { annotation: Annotation };

function Row({ annotation, site, change }: RowProps): JSX.Element {
  const { at, text } = annotation;
  return (
    <>
      <time class="muted" dateTime={at}>
        {siteClock(site.time_zone).full(toMs(at) ?? 0)}
      </time>
      <bdi class="annotation-text">{text}</bdi>
      {change && (
        <span class="acts">
          <button type="button" class="link" onClick={() => change.onEdit(annotation)}>
            Edit<span class="unseen"> {text}</span>
          </button>
          <button type="button" class="link danger" onClick={() => change.onDelete(annotation)}>
            Delete<span class="unseen"> {text}</span>
          </button>
        </span>
      )}
    </>
  );
}
