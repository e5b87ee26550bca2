import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { withQuery } from '../api/paths.ts';
import type { Explain, ExplainDimension } from '../api/report-shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count } from '../format/number.ts';
import { Key } from '../parts/key.tsx';
import { Rows } from '../parts/rows.tsx';
import { useView } from '../shell/use-view.ts';
import { fieldName, type Measured } from './words.ts';

/** By which field the change is told best: where few values changed unlike all others. */
export function Fields({ data, measured }: { data: Explain; measured: Measured }): JSX.Element {
  const some = data.dimensions.filter(({ stand }) => stand > 0);
  const most = some[0]?.concentration ?? 1;
  return (
    <section class="card" aria-labelledby="fields-name">
      <div class="card-head">
        <h2 id="fields-name">Where the change is concentrated</h2>
      </div>
      <p class="muted card-note">
        {some.length === 0
          ? 'Nowhere: no channel, device, country or other field changed unlike the rest by more than chance.'
          : 'What the values of a field brought beyond an even change of all, as far as that is more than ' +
            'chance. It is associated with the change, which does not prove that it is its cause.'}
      </p>
      {some.length > 0 && (
        <Rows
          label="Fields by how much of the change they concentrate"
          columns={[
            'Field',
            `Beyond an even change${measured.unit}`,
            'Most by',
            'Values',
            'More than chance',
          ]}
        >
          {some.map((one) => (
            <FieldRow key={one.by} one={one} most={most} measured={measured} />
          ))}
        </Rows>
      )}
    </section>
  );
}

interface FieldRowProps {
  one: ExplainDimension;
  most: number;
  measured: Measured;
}

function FieldRow({ one, most, measured }: FieldRowProps): JSX.Element {
  const [view] = useView();
  const { path } = useLocation();
  const { by, values, stand, concentration, top } = one;
  return (
    <tr>
      <th scope="row" class="row-key">
        <a class="behind" href={withQuery(path, { ...view, by })}>
          {fieldName(by)}
        </a>
        <Bar share={concentration / most} />
      </th>
      <td class="right num">
        <strong>{measured.change(top && top.beyond < 0 ? -concentration : concentration)}</strong>
      </td>
      <td class="right">{top && <Key by={by} value={top.key} />}</td>
      <td class="right num">{count(values)}</td>
      <td class="right num">{count(stand)}</td>
    </tr>
  );
}
