import type { JSX } from 'preact';
import { Field } from '../parts/field.tsx';

interface NameFieldProps {
  name: string;
  /** In the API's words. */
  fault: string | undefined;
  onName: (name: string) => void;
}

export function NameField({ name, fault, onName }: NameFieldProps): JSX.Element {
  return (
    <Field label="Name" fault={fault}>
      {(told) => (
        <input
          {...told}
          autofocus
          value={name}
          maxLength={200}
          placeholder="As it is to stand in lists"
          onInput={({ currentTarget }) => onName(currentTarget.value)}
        />
      )}
    </Field>
  );
}
