/** A condition that a person saved: events it holds for can convert, without a line of code. */
export interface Goal {
  /** Listed among the conversions as `goal:ID`. */
  id: string;
  name: string;
  /** `page_view` where absent. */
  event?: string;
  /** A path; a `*` at its begin or end stands for anything. */
  page?: string;
  /** A filter of reports, which alone can read it. */
  filter?: unknown;
}
