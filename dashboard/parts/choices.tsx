import type { JSX } from 'preact';
import type { Options } from './choice.tsx';

interface ChoicesProps {
  label: string;
  options: Options;
  value: string;
  onChoose: (value: string) => void;
}

/** A few ways to look, side by side, one of them pressed. */
export function Choices({ label, options, value, onChoose }: ChoicesProps): JSX.Element {
  return (
    <div class="choices" role="group" aria-label={label}>
      {options.map(([each, text]) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === value}
          onClick={() => onChoose(each)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
