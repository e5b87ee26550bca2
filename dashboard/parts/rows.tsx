import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface RowsProps {
  /** What the table is of, for those who do not see it. */
  label: string;
  /** The first names the row, the others are numbers. */
  columns: readonly [string, ...string[]];
  /** The rows. */
  children: ComponentChildren;
}

/** A table of rows with a name and numbers; on a phone each row is a card. */
export function Rows({ label, columns, children }: RowsProps): JSX.Element {
  const [first, ...numbers] = columns;
  const body = useRef<HTMLTableSectionElement>(null);
  // On a phone a row is a card, in which each number bears the name of its column (tables.css).
  useLayoutEffect(() => {
    for (const row of body.current?.rows ?? []) {
      for (const [i, cell] of [...row.cells].entries()) cell.dataset['label'] = columns[i] ?? '';
    }
  });
  return (
    <div class="scroll-x" role="region" aria-label={label} tabIndex={0}>
      <table class="rows cards">
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {numbers.map((name) => (
              <th key={name} scope="col" class="right">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>{children}</tbody>
      </table>
    </div>
  );
}
