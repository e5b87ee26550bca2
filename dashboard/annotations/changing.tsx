import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { Ask } from '../parts/ask.tsx';
import { AnnotationForm } from './form.tsx';
import type { Changing } from './use-annotated.ts';

interface ChangeAnnotationProps {
  changing: Changing;
  site: Site;
  onDone: () => void;
  onClose: () => void;
}

export function ChangeAnnotation(props: ChangeAnnotationProps): JSX.Element {
  const { changing, site, onDone, onClose } = props;
  if (changing.what === 'delete') {
    const { id, text } = changing.annotation;
    return (
      <Ask
        question="Delete this annotation?"
        verb="Delete"
        onClose={onClose}
        onYes={async () => {
          await call(apiPath(site.id, 'annotations', id), { method: 'DELETE' });
          onDone();
        }}
      >
        <p>
          <bdi>{text}</bdi>
        </p>
      </Ask>
    );
  }
  return (
    <AnnotationForm
      annotation={changing.what === 'edit' ? changing.annotation : undefined}
      day={changing.what === 'add' ? changing.day : ''}
      site={site}
      onSaved={onDone}
      onClose={onClose}
    />
  );
}
