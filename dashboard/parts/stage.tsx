import type { JSX } from 'preact';
import type { StageFact } from '../api/shapes.ts';
import { humanise } from '../format/words.ts';

/** The default stages in their order; a site's own ones come after them. */
export const STAGES: readonly string[] = [
  'awareness',
  'consideration',
  'intent',
  'purchase',
  'retention',
  'lapsed',
  'advocacy',
];

export function stageClass(stage: string | null | undefined): string {
  return `st-${STAGES.includes(stage ?? '') ? stage : 'own'}`;
}

export function Stage({ stage }: { stage: StageFact | undefined }): JSX.Element {
  if (!stage) return <span class="muted">–</span>;
  return (
    <span class={`stage ${stageClass(stage.name)}`} title={stage.reason}>
      <bdi>{humanise(stage.name)}</bdi>
    </span>
  );
}

/** How a journey ended. */
export function Outcome({ name }: { name: string }): JSX.Element {
  const known = name === 'converted' || name === 'lapsed' || name === 'open';
  return <span class={`outcome out-${known ? name : 'open'}`}>{humanise(name)}</span>;
}
