/** How something stands. */
export type Status = 'ok' | 'warn' | 'fail';

/** One thing that was looked at. */
export interface Check {
  check: string;
  status: Status;
  /** What was found: a share of 1, or a number of what `unit` says; `null` where there was nothing to judge. */
  value: number | null;
  unit: 'share' | 'seconds' | 'days' | 'letters' | 'triggers';
  /** What that means, for a person to read. */
  detail: string;
  /** What to do, where something is to be done. */
  advice: string | null;
}

/** The worst of some. */
export function worstOf(checks: readonly Check[]): Status {
  const all = checks.map(({ status }) => status);
  return all.includes('fail') ? 'fail' : all.includes('warn') ? 'warn' : 'ok';
}

export interface Limits {
  /** More than this is worth a look, or broken. */
  warn: number;
  fail: number;
}

export function judge(value: number, { warn, fail }: Limits): Status {
  return value > fail ? 'fail' : value > warn ? 'warn' : 'ok';
}

/** A check of how many of some events something is true of. */
export interface ShareCheck {
  check: string;
  /** At most `of`. */
  count: number;
  of: number;
  limits: Limits;
  /** "of 120 events were refused": what follows the number. */
  says: string;
  advice: string;
}

export function shareCheck({ check, count, of, limits, says, advice }: ShareCheck): Check {
  if (of === 0) {
    return {
      check,
      status: 'ok',
      value: null,
      unit: 'share',
      detail: 'Nothing came.',
      advice: null,
    };
  }
  const value = count / of;
  const status = judge(value, limits);
  const percent = value > 0 && value < 0.001 ? 'under 0.1' : (value * 100).toFixed(1);
  const detail = `${count.toLocaleString('en')} (${percent} %) of ${of.toLocaleString('en')} ${says}`;
  return { check, status, value, unit: 'share', detail, advice: status === 'ok' ? null : advice };
}

/** The most frequent of some reasons. */
export function mostOf(tally: Readonly<Record<string, number>>): string | undefined {
  return Object.entries(tally).sort(([, a], [, b]) => b - a)[0]?.[0];
}
