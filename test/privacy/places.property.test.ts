import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { Databases } from '../../worker/stitch/databases.ts';
import { Random } from '../support/random.ts';
import { fourDatabases, tellTo } from '../shards/several.ts';
import {
  erase,
  eventsOf,
  nameOf,
  placesWith,
  rebuilt,
  settle,
  USERS,
  VISITORS,
  worldOf,
} from './setting.ts';

// A person is erased out of random histories, wherever they stand: what is left of everybody else is what
// was there before, and nothing tells of the person.

const SETTINGS: Record<string, () => Promise<Databases>> = {
  'one database': () => Promise.resolve({ db: env.DB }),
  'a lake': () => Promise.resolve({ db: env.DB, lake: env.TEST_LAKE }),
  'four databases': () => fourDatabases(),
  'four databases and a lake': async () => ({ ...(await fourDatabases()), lake: env.TEST_LAKE }),
};

/** Of each setting; `SOJOURN_CASES=20` looks further, and into settings between the least and the most. */
const CASES = Number(env.SOJOURN_CASES || '1');
const WHERE = Object.entries(SETTINGS).filter(
  (_, i, all) => CASES > 1 || i === 0 || i === all.length - 1,
);

describe.each(WHERE)('erased out of %s', (name, databasesOf) => {
  test.each(Array.from({ length: CASES }, (_, i) => i))(
    'a person leaves nothing, and nobody else has lost anything, seed %d',
    async (seed) => {
      const random = new Random(seed + 77);
      const told = worldOf(random);
      const setting = await settle(await databasesOf(), told);
      const user = random.pick(USERS);
      const before = await eventsOf(setting);
      // Whose events they are is what the history itself says.
      const named = before.filter((row) => row['user_id'] === user);
      const customers = new Set(named.map((row) => row['customer_id']));
      const theirs = before.filter((row) => customers.has(row['customer_id']));
      const users = new Set<unknown>([user, ...theirs.map((row) => row['user_id'] ?? user)]);
      const left = before.filter(
        (row) => !customers.has(row['customer_id']) && !users.has(row['user_id']),
      );
      const whole = VISITORS.filter(
        (visitor) => !left.some((row) => row['visitor_id'] === visitor),
      );
      const markers = [user, `text of ${user}`, ...whole];
      const planted = (await placesWith(setting, markers)).join(' ');
      expect(planted).toContain('sessions.');
      // Where a bucket has just left, no day goes to the lake: seed 0 has one elsewhere.
      if (name.includes('lake') && seed === 0) expect(planted).toContain('.parquet');

      const { job, hours } = await erase(setting, { user });
      expect((await eventsOf(setting)).map(nameOf)).toEqual(left.map(nameOf));
      expect(await rebuilt(setting)).toEqual([]);
      expect(await placesWith(setting, markers)).toEqual([]);
      expect(job.receipt.sessions?.erased).toBeGreaterThanOrEqual(0);
      expect(hours).toBeLessThanOrEqual(3);

      await tellTo(setting.databases, setting.site, told);
      expect((await eventsOf(setting)).map(nameOf)).toEqual(left.map(nameOf));
      expect(await placesWith(setting, markers)).toEqual([]);
    },
  );
});
