import type { ComponentChildren, JSX } from 'preact';
import { useAct } from '../api/use-act.ts';
import { Dialog } from './dialog.tsx';
import { Refused } from './field.tsx';

interface AskProps {
  question: string;
  /** What is done: `Delete`. */
  verb: string;
  onYes: () => Promise<void>;
  onClose: () => void;
  /** What comes of it. */
  children?: ComponentChildren;
}

/** A question before what cannot be undone. The way back is focused first. */
export function Ask({ question, verb, onYes, onClose, children }: AskProps): JSX.Element {
  const act = useAct();
  return (
    <Dialog title={question} onClose={onClose}>
      {children}
      <Refused error={act.error} />
      <div class="dialog-acts">
        <button type="button" class="button" autofocus onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="button danger"
          aria-disabled={act.busy}
          onClick={() => act.run(onYes)}
        >
          {verb}
        </button>
      </div>
    </Dialog>
  );
}
