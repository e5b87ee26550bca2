import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { mayChange } from '../api/key.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { faultsWithin, useAct } from '../api/use-act.ts';
import { both } from '../filter/conditions.ts';
import { FilterEditor } from '../filter/editor.tsx';
import { type Editing, editingOf, madeOf, unfinished } from '../filter/editing.ts';
import { sayFilter } from '../filter/say.ts';
import { filterIn } from '../questions/who.ts';
import { NameSegment } from '../segments/name.tsx';
import { type SavedSegment, useSegments } from '../segments/saved.ts';
import { useView } from '../shell/use-view.ts';
import { Choice, type Options } from './choice.tsx';
import { FormActs } from './dialog.tsx';
import { Refused } from './field.tsx';
import { Icon } from './icon.tsx';

/** Everybody, a saved segment, or whom a filter takes: for every report and list alike. */
export function WhoChoice({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const { usable, data, refresh } = useSegments(site);
  const [editing, setEditing] = useState<Editing>();
  const [isNaming, setNaming] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const had = useRef(false);
  const filter = filterIn(view);
  const chosen = usable.find(({ id }) => id === view['segment']);
  useEffect(() => {
    // What took the filter away, or saved it, went with it.
    if (!view['filter'] && document.activeElement === document.body && had.current) {
      opener.current?.focus();
    }
    had.current = view['filter'] !== undefined;
  }, [view['filter']]);
  const close = (): void => {
    setEditing(undefined);
    opener.current?.focus();
  };
  return (
    <>
      <Choice
        label="Who"
        options={optionsOf(usable, view['segment'], data ? view['segment'] : '…')}
        value={view['segment'] ?? ''}
        onChoose={(segment) => change({ segment })}
      />
      <button
        ref={opener}
        type="button"
        class="button"
        aria-expanded={editing !== undefined}
        onClick={() => setEditing(editing ? undefined : editingOf(filter))}
      >
        <Icon name="filter" /> {filter ? 'Change the filter' : 'Filter'}
      </button>
      {editing && (
        <Panel
          site={site}
          editing={editing}
          onEdit={setEditing}
          onApply={(made) => {
            change({ filter: made && JSON.stringify(made) });
            close();
          }}
          onClose={close}
        />
      )}
      {filter && !editing && (
        <p class="chosen who">
          <bdi>{sayFilter(filter)}</bdi>
          {mayChange() && (
            <button type="button" class="link" onClick={() => setNaming(true)}>
              Save as a segment
            </button>
          )}
          <button type="button" class="link" onClick={() => change({ filter: undefined })}>
            Remove the filter
          </button>
        </p>
      )}
      {isNaming && filter && (
        <NameSegment
          // What is looked at: of a segment that is chosen, too.
          filter={both(chosen?.filter ?? undefined, filter) ?? filter}
          site={site}
          onSaved={({ id }) => {
            setNaming(false);
            refresh();
            change({ segment: id, filter: undefined });
          }}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  );
}

/** One that the address names and the list has not, yet or any more, stands at the end by `other`. */
function optionsOf(
  segments: readonly SavedSegment[],
  asked: string | undefined,
  other: string | undefined,
): Options {
  const named = segments.map(({ id, name }): [string, string] => [id, name]);
  const isLost = asked && !segments.some(({ id }) => id === asked);
  return [['', 'Everybody'], ...named, ...(isLost ? [[asked, other ?? asked] as const] : [])];
}

interface PanelProps {
  site: Site;
  editing: Editing;
  onEdit: (editing: Editing) => void;
  onApply: (filter: object | undefined) => void;
  onClose: () => void;
}

function Panel({ site, editing, onEdit, onApply, onClose }: PanelProps): JSX.Element {
  const { filter, slip } = madeOf(editing);
  const act = useAct();
  const [isTried, setTried] = useState(false);
  const lacks = unfinished(editing);
  const faults = isTried && lacks.length > 0 ? lacks : faultsWithin(act.faults, '/filter');
  return (
    <form
      class="card filter-panel"
      aria-label="Filter"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (slip !== undefined || lacks.length > 0) return;
        act.run(async () => {
          if (filter) await tryOut(site, filter);
          onApply(filter);
        });
      }}
    >
      <FilterEditor value={editing} site={site} faults={faults} onChange={onEdit} />
      {faults.length === 0 && <Refused error={act.error} />}
      <FormActs label="Apply" isBusy={act.busy} onClose={onClose} />
    </form>
  );
}

/** Throws where the API does not take the filter: its faults are then shown where they are. */
async function tryOut(site: Site, filter: object): Promise<void> {
  const body = { range: { preset: 'today' }, filter };
  await call(apiPath(site.id, 'reports', 'overview'), { body });
}
