import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog.tsx';
import { WarningTexts } from '../parts/warnings.tsx';

interface SecretProps {
  secret: string;
  /** What the API said of what was saved. */
  warnings?: readonly string[] | undefined;
  /** Until when the one before signs too, in words. */
  until?: string | undefined;
  onClose: () => void;
}

/** The secret, shown this once: nothing but a press of its button closes it. */
export function Secret({ secret, warnings = [], until, onClose }: SecretProps): JSX.Element {
  const [copied, setCopied] = useState<boolean>();
  return (
    <Dialog title="Its secret, shown this once" onClose={onClose} isHeld>
      <p>
        Your server verifies messages with it (Standard Webhooks 1.0). Keep it now: it cannot be
        shown again, only replaced.
      </p>
      {until !== undefined && <p>The one before signs too until {until}.</p>}
      <pre class="code secret" tabIndex={0}>
        {secret}
      </pre>
      <WarningTexts texts={warnings} />
      <p class="small muted" role="status">
        {copied === true && 'Copied.'}
        {copied === false && 'It could not be copied: select it above.'}
      </p>
      <div class="dialog-acts">
        <button
          type="button"
          class="button"
          onClick={() => {
            navigator.clipboard.writeText(secret).then(
              () => setCopied(true),
              () => setCopied(false),
            );
          }}
        >
          Copy
        </button>
        <button type="button" class="button primary" onClick={onClose}>
          I have kept it
        </button>
      </div>
    </Dialog>
  );
}
