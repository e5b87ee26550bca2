import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { mayChange } from '../api/key.ts';
import { apiPath, pagePath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { asksSame, bodyOf, type Query, type Question } from '../questions/question.ts';
import { useView } from '../shell/use-view.ts';
import { SaveDialog } from './dialog.tsx';
import type { SavedReport } from './saved.ts';

interface SaveProps {
  question: Question;
  site: Site;
}

/** Saves what the page asks, as a new report or in the place of the one it was opened from. */
export function SaveReport({ question, site }: SaveProps): JSX.Element {
  const [view, change] = useView();
  const id = view['saved'] || undefined;
  const load = useLoad<SavedReport>(id && apiPath(site.id, 'saved', id));
  const query = bodyOf(question, view);
  // One that is gone, or of another report, is no more than a part of an old address.
  const isOwn = load.data?.id === id && load.data?.report === question.report;
  const saved = isOwn ? load.data : undefined;
  const isSame = saved?.query && asksSame(question, saved.query, query);
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
      {/* What a key may not do is not offered. */}
      {mayChange() && (
        <Save
          question={question}
          query={query}
          saved={saved}
          site={site}
          onSaved={(done) => {
            load.refresh();
            change({ saved: done.id });
          }}
        />
      )}
    </>
  );
}

interface ButtonProps extends SaveProps {
  query: Query;
  /** What the page was opened from. */
  saved: SavedReport | undefined;
  onSaved: (saved: SavedReport) => void;
}

function Save({ onSaved, ...asked }: ButtonProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const [done, setDone] = useState<string>();
  const now = JSON.stringify(asked.query);
  return (
    <>
      <button type="button" class="link small" onClick={() => setOpen(true)}>
        Save
      </button>
      <span class="muted small" role="status">
        {done === now && 'Saved'}
      </span>
      {isOpen && (
        <SaveDialog
          {...asked}
          onSaved={(saved) => {
            setOpen(false);
            setDone(now);
            onSaved(saved);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
