import type { JSX } from 'preact';
import type { Report } from '../api/shapes.ts';

/** What the API says about its answer: said, never hidden. */
export function Warnings({ report: { meta } }: { report: Report<unknown> }): JSX.Element | null {
  const texts = (meta?.warnings ?? []).map((warning) =>
    typeof warning === 'string' ? warning : (warning.message ?? warning.detail ?? ''),
  );
  if (meta?.truncated) texts.push('The answer was cut short: choose a shorter range.');
  return <WarningTexts texts={texts} />;
}

export function WarningTexts({ texts }: { texts: readonly string[] }): JSX.Element | null {
  if (texts.length === 0) return null;
  return (
    <ul class="warnings small">
      {texts.map((text) => (
        <li key={text}>
          <bdi>{text}</bdi>
        </li>
      ))}
    </ul>
  );
}
