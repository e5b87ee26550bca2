import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { mayChange } from '../api/key.ts';
import { apiPath, pagePath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { asksSame, bodyOf, type Question } from '../questions/question.ts';
import { useView } from '../shell/use-view.ts';
import { SaveDialog } from './dialog.tsx';
import type { SavedReport } from './saved.ts';

interface SaveProps {
  question: Question;
  site: Site;
}

/** Saves what the page asks, as a new report or in the place of the one it was opened from. */
export function SaveReport({ question, site }: SaveProps): JSX.Element | null {
  const [view] = useView();
  const id = view['saved'];
  return id ? (
    <Opened key={id} id={id} question={question} site={site} />
  ) : (
    <Save question={question} site={site} />
  );
}

function Opened({ id, question, site }: SaveProps & { id: string }): JSX.Element {
  const [view] = useView();
  const load = useLoad<SavedReport>(apiPath(site.id, 'saved', id));
  // One that is gone, or of another report, is no more than a part of an old address.
  const saved = load.data?.report === question.report ? load.data : undefined;
  const isSame = saved?.query && asksSame(question, saved.query, bodyOf(question, view));
  return (
    <>
      {saved && (
        <span class="small saved-as">
          <a href={pagePath(site.id, 'saved')}>
            <bdi>{saved.name}</bdi>
          </a>
          {!isSame && <span class="muted">, changed since</span>}
        </span>
      )}
      <Save question={question} site={site} saved={saved} onSaved={load.refresh} />
    </>
  );
}

interface ButtonProps extends SaveProps {
  /** What the page was opened from. */
  saved?: SavedReport | undefined;
  onSaved?: () => void;
}

function Save({ question, site, saved, onSaved }: ButtonProps): JSX.Element | null {
  const [view, change] = useView();
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  // What a key may not do is not offered.
  if (!mayChange()) return null;
  return (
    <>
      <button ref={opener} type="button" class="link small" onClick={() => setOpen(true)}>
        Save
      </button>
      <span class="muted small" role="status">
        {isDone && 'Saved'}
      </span>
      {isOpen && (
        <SaveDialog
          question={question}
          query={bodyOf(question, view)}
          saved={saved}
          site={site}
          onSaved={({ id }) => {
            setOpen(false);
            setDone(true);
            onSaved?.();
            change({ saved: id });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
