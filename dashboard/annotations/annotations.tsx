import type { JSX } from 'preact';
import { mayChange } from '../api/key.ts';
import type { Site } from '../api/shapes.ts';
import { ChangeAnnotation } from './changing.tsx';
import { AnnotationList } from './list.tsx';
import type { Annotated } from './use-annotated.ts';

interface AnnotationsProps {
  of: Annotated;
  /** On which a new one is made. */
  day: string;
  site: Site;
}

/** What stands below the line: the remarks on its days, and what is asked while they are changed. */
export function Annotations({ of, day, site }: AnnotationsProps): JSX.Element {
  const { changing, setChanging } = of;
  return (
    <>
      <AnnotationList
        annotations={of.all}
        site={site}
        isOpen={of.isListed}
        onToggle={of.setListed}
        onChange={mayChange() ? setChanging : undefined}
        day={day}
      />
      {changing && (
        <ChangeAnnotation
          changing={changing}
          site={site}
          onDone={() => {
            setChanging(undefined);
            of.refresh();
          }}
          onClose={() => setChanging(undefined)}
        />
      )}
    </>
  );
}
