const UNITS = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 } as const;
const ISO =
  /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/;

/**
 * Milliseconds of an ISO 8601 duration of weeks, days (24 hours each) and less. Months and years have
 * no length of their own: undefined, like anything else that is none.
 */
export function durationOf(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null || match.slice(1).every((part) => part === undefined)) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (
    (weeks ?? 0) * UNITS.W +
    (days ?? 0) * UNITS.D +
    (hours ?? 0) * UNITS.H +
    (minutes ?? 0) * UNITS.M +
    (seconds ?? 0) * UNITS.S
  );
}
