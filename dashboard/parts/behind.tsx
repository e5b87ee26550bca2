import type { ComponentChildren, JSX } from 'preact';
import { maySeePeople } from '../api/key.ts';
import { pagePath, withQuery } from '../api/paths.ts';
import type { Cell } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { plain } from '../format/words.ts';

/** The people behind a number. */
export interface Whose {
  cell: Cell | undefined;
  /** Who they are, as their list is headed: `Returned in week 2, of those new on Oct 26`. */
  of: string;
  site: Site;
}

interface BehindProps extends Whose {
  children: ComponentChildren;
}

/** A number that opens the people behind it. Of nobody, and for keys that see nobody, it is a number alone. */
export function Behind({ cell, of, site, children }: BehindProps): JSX.Element {
  if (!cell || !maySeePeople()) return <>{children}</>;
  return (
    <a class="behind" href={peoplePath(site, cell, of)} title={plain(of)}>
      {children}
      <span class="unseen"> {plain(of)}</span>
    </a>
  );
}

export function peoplePath(site: Site, cell: string, of: string): string {
  return withQuery(pagePath(site.id, 'customers'), { cell, of });
}
