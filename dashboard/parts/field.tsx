import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

/** What an input is told of its field. */
export interface Told {
  'aria-invalid'?: boolean;
  'aria-describedby'?: string;
}

interface FieldProps {
  label: string;
  hint?: string;
  /** What is wrong with it, in the API's words. */
  fault: string | undefined;
  children: (told: Told) => JSX.Element;
}

/** A field of a form with its name above, and below it what is wrong, else what it is for. */
export function Field({ label, hint, fault, children }: FieldProps): JSX.Element {
  const id = useId();
  const told: Told = {
    ...(fault !== undefined && { 'aria-invalid': true }),
    ...((fault ?? hint) !== undefined && { 'aria-describedby': id }),
  };
  return (
    <div class="field">
      <label class="field">
        <span>{label}</span>
        {children(told)}
      </label>
      <FieldNote id={id} hint={hint} fault={fault} />
    </div>
  );
}

interface NoteProps {
  /** By which its input names it. */
  id?: string;
  hint?: string | undefined;
  fault: string | undefined;
}

export function FieldNote({ id, hint, fault }: NoteProps): JSX.Element | null {
  if (fault !== undefined) {
    return (
      <p id={id} class="refused small" role="alert">
        <bdi>{fault}</bdi>
      </p>
    );
  }
  return hint === undefined ? null : (
    <p id={id} class="muted small">
      {hint}
    </p>
  );
}

/** Why the whole was not taken. */
export function Refused({ error }: { error: string | undefined }): JSX.Element | null {
  if (error === undefined) return null;
  return (
    <p class="refused" role="alert">
      <bdi>{error}</bdi>
    </p>
  );
}
