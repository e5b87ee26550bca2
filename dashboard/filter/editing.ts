import type { Fault } from '../api/call.ts';
import { type Condition, type Draft, draftOf, filterOf, FIRST, pointerOf } from './conditions.ts';
import { DEEDS, OWN } from './fields.ts';

/** A filter that is being made: condition by condition, or as the text of its JSON. */
export type Editing = { draft: Draft } | { json: string };

/** What is there already to change; of nothing, one condition to begin with. */
export function editingOf(filter: unknown): Editing {
  if (filter === undefined) return { draft: { join: 'and', conditions: [FIRST] } };
  const draft = draftOf(filter);
  return draft ? { draft } : { json: JSON.stringify(filter, null, 2) };
}

/** The filter that was made, undefined of none, or what keeps the text from being one. */
export function madeOf(editing: Editing): { filter?: object | undefined; slip?: string } {
  if ('draft' in editing) return { filter: filterOf(editing.draft) };
  if (editing.json.trim() === '') return {};
  try {
    const filter: unknown = JSON.parse(editing.json);
    if (typeof filter === 'object' && filter !== null) return { filter };
  } catch {
    // Said below.
  }
  return { slip: 'This is no JSON of a filter.' };
}

/** Conditions that ask nothing yet. The API would take an empty text, and find nobody. */
export function unfinished(editing: Editing): Fault[] {
  if (!('draft' in editing)) return [];
  const { draft } = editing;
  return draft.conditions.flatMap((condition, index) => {
    const detail = lackOf(condition);
    return detail === undefined ? [] : [{ pointer: pointerOf(draft, index), detail }];
  });
}

function lackOf({ about, name, op, value }: Condition): string | undefined {
  const isDeed = about in DEEDS;
  if (name.trim() === '' && (isDeed || about in OWN)) {
    return isDeed ? 'Name the event.' : 'Name the property.';
  }
  if (op === '' || op === 'known' || op === 'unknown') return undefined;
  if (value.trim() === '') return 'Say with what it is compared.';
  const isCount = about !== 'count' || /^\d+$/.test(value.trim());
  return isCount ? undefined : 'How many times: a whole number.';
}
