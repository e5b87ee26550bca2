import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../schema/index.ts';
import { isReservedId } from '../../worker/stitch/reserved-ids.ts';

const ILLEGAL =
  'anonymous guest distinctid distinct_id id not_authenticated email undefined true false NaN None none null 0 [object Object] -1 00000000-0000-0000-0000-000000000000 {{user_id}} %USERID% test'.replace(
    '[object Object]',
    '[object_Object]',
  );
const ids = ILLEGAL.split(' ').map((id) => id.replace('[object_Object]', '[object Object]'));

describe('isReservedId', () => {
  test.each(ids)('refuses %s in any case, quoted and padded', (id) => {
    for (const form of [
      id,
      id.toUpperCase(),
      `'${id}'`,
      `"${id}"`,
      ` ${id} `,
      `"\t${id} "`,
      `\\"${id}\\"`,
    ]) {
      expect(isReservedId(form)).toBe(true);
    }
  });

  test.each(['', ' ', '\n\t', '""', "''", '\u200b', '\ufeff', '${id}', '{user}', '<id>'])(
    'refuses %j',
    (id) => {
      expect(isReservedId(id)).toBe(true);
    },
  );

  test.each([
    '1',
    '42',
    'guest-7',
    'anonymous@shop.example',
    'testuser',
    'nullable',
    'id1',
    '10',
    '97980cfea0067',
    'Мария',
    '{a}b',
    '50%',
  ])('takes %s', (id) => {
    expect(isReservedId(id)).toBe(false);
  });

  test('comes to an end for forty times the longest id there may be', () => {
    const many = 40 * LIMITS.businessId;
    expect(isReservedId(`${'"'.repeat(many)}x${' '.repeat(many)}x${'{'.repeat(many)}`)).toBe(false);
  });
});
