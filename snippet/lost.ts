/** Events given up since the last batch was sealed, by reason; the batch that is filled says so. */
export let lost: Record<string, number> = {};

export const lose = (reason: string, events: number): void => {
  lost[reason] = (lost[reason] ?? 0) + events;
};

export const told = (): void => {
  lost = {};
};
