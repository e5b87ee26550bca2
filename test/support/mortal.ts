const METHODS = new Set(['first', 'run', 'all', 'raw', 'batch', 'get', 'head', 'put', 'delete']);

interface Places {
  db: D1Database;
  bucket: R2Bucket;
  more?: ReadonlyMap<string, D1Database>;
}

/**
 * Databases and a bucket of a process that is killed before its nth call to them, counted from 0: it
 * makes none after it.
 */
export function mortal(
  { db, bucket, more = new Map() }: Places,
  death = Infinity,
): Places & { calls: () => number } {
  let calls = 0;
  const real = new WeakMap<object, D1PreparedStatement>();
  const ask = (really: () => Promise<unknown>): Promise<unknown> => {
    if (calls++ < death) return really();
    return Promise.reject(new Error('killed'));
  };
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function' || typeof name !== 'string') return member;
        return (...values: unknown[]) => {
          const given = values.map((value) =>
            Array.isArray(value) ? value.map((one: object) => real.get(one) ?? one) : value,
          );
          const run = (): unknown => Reflect.apply(member, target, given);
          if (METHODS.has(name)) return ask(async () => run());
          const made = run() as D1PreparedStatement;
          const wrapped = wrap(made);
          real.set(wrapped, made);
          return wrapped;
        };
      },
    });
  const several = new Map([...more].map(([name, one]) => [name, wrap(one)]));
  return {
    db: wrap(db),
    bucket: wrap(bucket),
    ...(several.size > 0 && { more: several }),
    calls: () => calls,
  };
}
