import type { ComponentChildren, JSX } from 'preact';

interface RowsProps {
  /** What the table is of, for those who do not see it. */
  label: string;
  /** The first names the row, the others are numbers. */
  columns: readonly [string, ...string[]];
  /** The rows. */
  children: ComponentChildren;
}

/** A table of rows with a name and numbers, which may be wider than a phone. */
export function Rows({ label, columns, children }: RowsProps): JSX.Element {
  const [first, ...numbers] = columns;
  return (
    <div class="scroll-x" role="region" aria-label={label} tabIndex={0}>
      <table class="rows">
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
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
