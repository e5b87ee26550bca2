import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';

interface TitleProps {
  /** What the page is about; also the tab's title. */
  children: string;
  /** Beside the heading. */
  beside?: ComponentChildren;
}

/** The page's heading, and the title of the tab. */
export function Title({ children, beside }: TitleProps): JSX.Element {
  useEffect(() => {
    document.title = `${children} · Sojourn`;
  }, [children]);
  return (
    <div class="title">
      <h1 tabIndex={-1}>
        <bdi>{children}</bdi>
      </h1>
      {beside}
    </div>
  );
}
