import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

interface GroupProps {
  title: string;
  /** Stays open where the facts stand above the steps and would push them far down. */
  first?: boolean;
  children: ComponentChildren;
}

/** Facts under one heading, to fold away. */
export function Group({ title, first = false, children }: GroupProps): JSX.Element {
  const [open] = useState(() => first || matchMedia('(min-width: 1081px)').matches);
  return (
    <details class="fact-group" open={open}>
      <summary>
        <h2>
          <bdi>{title}</bdi>
        </h2>
      </summary>
      {children}
    </details>
  );
}
