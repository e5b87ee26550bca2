/** Numbers of an overview whose people can be listed. */
export const OVERVIEW_FIGURES = [
  'customers',
  'new_customers',
  'returning_customers',
  'converted',
  'buyers',
] as const;

export type OverviewFigure = (typeof OVERVIEW_FIGURES)[number];

/** A number of the report: of the whole, of a row, or who was there on a day. */
export type OverviewPick =
  | { figure: OverviewFigure; /** Of a row. */ key?: string }
  | { day: string };
