import type { JSX } from 'preact';

export type Options = readonly (readonly [value: string, label: string])[];

interface ChoiceProps {
  /** Not shown: the choice itself says what it is about. */
  label: string;
  options: Options;
  value: string;
  onChoose: (value: string) => void;
}

export function Choice({ label, options, value, onChoose }: ChoiceProps): JSX.Element {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {options.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  );
}
