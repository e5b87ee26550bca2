/** What D1 says when it is in trouble: developers.cloudflare.com/d1/observability/debug-d1 */
export const D1_ERRORS: readonly string[] = [
  'D1 DB reset because its code was updated.',
  'Internal error while starting up D1 DB storage caused object to be reset.',
  'Network connection lost.',
  'Internal error in D1 DB storage caused object to be reset.',
  'Cannot resolve D1 DB due to transient issue on remote node.',
  "Can't read from request stream because client disconnected.",
  'D1 DB exceeded its CPU time limit and was reset.',
  'D1 DB storage operation exceeded timeout which caused object to be reset.',
  'D1 DB is overloaded. Requests queued for too long.',
  'D1 DB is overloaded. Too many requests queued.',
  'Exceeded maximum DB size.',
];

export interface Fault {
  /** Which call to the database fails, counted from 0. */
  call: number;
  message: string;
  /** `after`: the database did what it was asked, and the answer got lost. */
  when: 'before' | 'after';
  /** How many calls in a row fail. */
  times: number;
}

/** The real database, but one of its answers is an error. `calls` counts what was asked. */
export function faultyD1(db: D1Database, fault?: Fault): { db: D1Database; calls: () => number } {
  let calls = 0;
  const ask = async <T>(really: () => Promise<T>): Promise<T> => {
    const call = calls++;
    if (!fault || call < fault.call || call >= fault.call + fault.times) return really();
    if (fault.when === 'after') await really();
    throw new Error(`D1_ERROR: ${fault.message}`);
  };
  const statements = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const wrap = (real: D1PreparedStatement): D1PreparedStatement => {
    const wrapped: D1PreparedStatement = {
      bind: (...values: unknown[]) => wrap(real.bind(...values)),
      first: (...rest: [string?]) =>
        ask(() => (real.first as (...r: unknown[]) => Promise<never>)(...rest)),
      run: () => ask(() => real.run()),
      all: () => ask(() => real.all()),
      raw: (...rest: unknown[]) =>
        ask(() => (real.raw as (...r: unknown[]) => Promise<never>)(...rest)),
    } as D1PreparedStatement;
    statements.set(wrapped, real);
    return wrapped;
  };
  const faulty: D1Database = {
    prepare: (sql: string) => wrap(db.prepare(sql)),
    batch: (list: D1PreparedStatement[]) =>
      ask(() => db.batch(list.map((statement) => statements.get(statement) ?? statement))),
    withSession: () => faulty,
  } as unknown as D1Database;
  return { db: faulty, calls: () => calls };
}
