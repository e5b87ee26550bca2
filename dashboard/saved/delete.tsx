import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { Ask } from '../parts/ask.tsx';
import type { SavedReport } from './saved.ts';

interface DeleteProps {
  saved: SavedReport;
  site: Site;
  onDone: () => void;
  onClose: () => void;
}

export function DeleteReport({ saved, site, onDone, onClose }: DeleteProps): JSX.Element {
  return (
    <Ask
      question={`Delete “${saved.name}”?`}
      verb="Delete"
      onClose={onClose}
      onYes={async () => {
        await call(apiPath(site.id, 'saved', saved.id), { method: 'DELETE' });
        onDone();
      }}
    >
      <p>No data is deleted: the question is, with its name.</p>
    </Ask>
  );
}
