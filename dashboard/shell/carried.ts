/** What is asked of most pages alike: the range, and whom it is about. */
const CARRIED = ['range', 'from', 'to', 'segment', 'filter'] as const;

/** Pages that could show neither, so that it could not be seen there, nor taken away. */
const WITHOUT: readonly (string | undefined)[] = ['accounts', 'health', 'saved', 'triggers'];

/** What of a view goes along to another page of the same site. */
export function carriedTo(
  segment: string | undefined,
  view: Record<string, string | undefined>,
): Record<string, string | undefined> {
  if (WITHOUT.includes(segment)) return {};
  return Object.fromEntries(CARRIED.map((name) => [name, view[name]]));
}
