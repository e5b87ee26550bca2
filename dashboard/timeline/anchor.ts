/** The id in the page of a session or step: what the drawing links to. */
export function anchorOf(id: string): string {
  return `at-${encodeURIComponent(id)}`;
}
