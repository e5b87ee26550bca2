import { LOOKBACKS, MODELS, TOUCH_BY } from '../attribution/models.ts';
import { AGAINST, MEASURES, UNITS } from '../changes/words.ts';
import { membersOf } from '../filter/conditions.ts';
import { FRICTION_BY, SIGNALS } from '../friction/words.ts';
import { compareView } from './compare.ts';
import type { Question } from './question.ts';
import { chosen, limitOf, limitView, textOf } from './view.ts';

/** All are shown; the one that is looked at is written first. */
const NAMES = MODELS.map(([name]) => name);

export const attributionQuestion: Question = {
  report: 'attribution',
  title: 'Attribution',
  page: 'attribution',
  ask: (view) => {
    const model = chosen(MODELS, view['model']);
    return {
      touch: { by: chosen(TOUCH_BY, view['by']), limit: limitOf(view, 20) },
      lookback: chosen(LOOKBACKS, view['lookback']),
      models: [model, ...NAMES.filter((name) => name !== model)],
    };
  },
  see: ({ touch, lookback, models }) => {
    const { by, limit } = membersOf(touch);
    const model = Array.isArray(models) ? textOf(models[0]) : undefined;
    return {
      by: textOf(by),
      limit: limitView(limit, 20),
      lookback: textOf(lookback),
      model,
    };
  },
  usual: {
    unit: 'customer',
    touch: { by: 'channel' },
    lookback: 'P30D',
    models: NAMES,
    bootstrap: 200,
  },
  // The order of models is none of the answer's.
  plain: ({ touch, models, ...rest }) => ({
    ...rest,
    touch: { limit: 20, ...membersOf(touch) },
    models: isAll(models) ? [models[0], ...NAMES] : models,
  }),
};

function isAll(models: unknown): models is unknown[] {
  const isAsLong = Array.isArray(models) && models.length === NAMES.length;
  return isAsLong && NAMES.every((name) => models.includes(name));
}

export const frictionQuestion: Question = {
  report: 'friction',
  title: 'Friction',
  page: 'friction',
  ask: (view) => ({ by: chosen(FRICTION_BY, view['by']), limit: limitOf(view, 30) }),
  see: ({ by, limit }) => ({ by: textOf(by), limit: limitView(limit, 30) }),
  usual: {
    unit: 'customer',
    window: 'P7D',
    exposure: 'PT30M',
    signals: Object.keys(SIGNALS),
    by: 'page',
    limit: 20,
  },
};

export const changesQuestion: Question = {
  report: 'explain',
  title: 'Changes',
  page: 'changes',
  ask: (view) => ({
    // Half a day is not held against a whole one.
    compare: `${chosen(AGAINST, view['compare'])}_so_far`,
    measure: chosen(MEASURES, view['measure']),
    unit: chosen(UNITS, view['unit']),
    limit: limitOf(view, 10),
    ...(view['by'] ? { by: view['by'] } : {}),
  }),
  see: ({ compare, measure, unit, limit, by }) => ({
    ...compareView(compare),
    measure: textOf(measure),
    unit: textOf(unit),
    limit: limitView(limit, 10),
    by: textOf(by),
  }),
  usual: { unit: 'customer', measure: 'conversion', compare: 'previous', limit: 10 },
};
