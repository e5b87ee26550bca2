import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

interface DialogProps {
  title: string;
  /** Escape, or a click beside it. */
  onClose: () => void;
  /** Only what stands in it closes it. */
  isHeld?: boolean;
  children: ComponentChildren;
}

/** What is asked over the page. The browser holds the focus in it, and gives it back afterwards. */
export function Dialog({ title, onClose, isHeld = false, children }: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const leave = (): void => {
    if (!isHeld) onClose();
  };
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        // Whoever opened it takes it away.
        event.preventDefault();
        leave();
      }}
      onClose={({ currentTarget }) => {
        // A second Escape closes it whatever is said above.
        if (!currentTarget.isConnected) return;
        if (isHeld) currentTarget.showModal();
        else onClose();
      }}
      onPointerDown={({ target, currentTarget }) => {
        if (target === currentTarget) leave();
      }}
    >
      <div class="dialog-body">
        <h2 id={id}>
          <bdi>{title}</bdi>
        </h2>
        {children}
      </div>
    </dialog>
  );
}

export interface FormActsProps {
  /** What sending the form does. */
  label: string;
  isBusy: boolean;
  onClose: () => void;
}

/** What a form in a dialog ends with. */
export function FormActs({ label, isBusy, onClose }: FormActsProps): JSX.Element {
  return (
    <div class="dialog-acts">
      <button type="button" class="button" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" class="button primary" aria-disabled={isBusy}>
        {label}
      </button>
    </div>
  );
}
