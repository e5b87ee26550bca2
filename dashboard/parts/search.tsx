import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** Wait for a pause in typing before asking, milliseconds. */
const PAUSE = 250;

interface SearchProps {
  label: string;
  hint: string;
  value: string;
  onSearch: (text: string) => void;
}

export function Search({ label, hint, value, onSearch }: SearchProps): JSX.Element {
  const [text, setText] = useState(value);
  const timer = useRef(0);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const search = (now: string): void => {
    window.clearTimeout(timer.current);
    onSearch(now.trim());
  };
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search(text);
      }}
    >
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={hint}
        value={text}
        maxLength={200}
        onInput={(event) => {
          const { value: typed } = event.currentTarget;
          setText(typed);
          window.clearTimeout(timer.current);
          timer.current = window.setTimeout(() => search(typed), PAUSE);
        }}
      />
    </form>
  );
}
