import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GuardSettings } from '../../worker/history/guards.ts';
import { Identity } from '../../worker/history/identity.ts';
import type { Edge } from '../../worker/stitch/event.ts';
import { naiveCustomer } from './naive-identity.ts';

const guards: GuardSettings = {
  visitorsADay: 100,
  accepted: new Set(),
  isReserved: (id) => id === 'undefined',
  isCookieless: (id) => id === 'c.here-today',
};

const identify = (a: string, b: string, at: number): Edge => ({
  kind: 'identify',
  a,
  b,
  at,
  source: 'page',
});

const relate = (kind: Edge['kind'], a: string, b: string, at: number): Edge => ({
  kind,
  a,
  b,
  at,
  source: 'api',
});

const identityOf = (edges: Edge[], settings = guards): Identity =>
  new Identity({ edges, guards: settings });

describe('identity', () => {
  test('joins two devices of one user', () => {
    const who = identityOf([identify('phone', 'anna', 10), identify('laptop', 'anna', 20)]);
    expect([who.ofVisitor('phone', 0), who.ofVisitor('laptop', 99)]).toEqual(['anna', 'anna']);
    expect(who.members('anna')).toEqual({ users: ['anna'], visitors: ['laptop', 'phone'] });
    expect(['anna', 'phone', 'user:anna', 'visitor:laptop'].map((id) => who.resolve(id))).toEqual(
      Array.from({ length: 4 }, () => 'anna'),
    );
  });

  test('lets an unknown visitor be a customer of its own', () => {
    expect(identityOf([]).ofVisitor('v', 1)).toBe('v');
    expect(identityOf([]).resolve('v')).toBeUndefined();
  });

  test('cuts a shared device by time, its beginning going to the first user', () => {
    const who = identityOf([identify('till', 'ben', 200), identify('till', 'anna', 100)]);
    expect([0, 100, 199, 200, 999].map((at) => who.ofVisitor('till', at))).toEqual([
      'anna',
      'anna',
      'anna',
      'ben',
      'ben',
    ]);
    expect(who.conflicts).toEqual([
      { kind: 'shared_visitor', visitor: 'till', users: ['anna', 'ben'] },
    ]);
  });

  test('hands a shared device back where events name the first user again', () => {
    const who = new Identity({
      edges: [identify('till', 'anna', 100), identify('till', 'ben', 200)],
      guards,
      namings: new Map([
        [
          'till',
          [
            { at: 100, user: 'anna' },
            { at: 200, user: 'ben' },
            { at: 300, user: 'anna' },
            { at: 310, user: 'nobody' },
          ],
        ],
      ]),
    });
    expect([150, 250, 320].map((at) => who.ofVisitor('till', at))).toEqual(['anna', 'ben', 'anna']);
  });

  test('joins users by alias and link, and lets an unlink undo it', () => {
    const edges = [
      identify('v1', 'anna', 1),
      identify('v2', 'annie', 2),
      relate('link', 'user:annie', 'user:anna', 5),
    ];
    expect(identityOf(edges).ofVisitor('v2', 9)).toBe('anna');
    const undone = [...edges, relate('unlink', 'user:anna', 'user:annie', 6)];
    expect(identityOf(undone).ofVisitor('v2', 9)).toBe('annie');
    const again = [...undone, relate('link', 'user:anna', 'user:annie', 7)];
    expect(identityOf(again).ofVisitor('v2', 9)).toBe('anna');
  });

  test('keeps an undone identify undone', () => {
    const edges = [identify('v1', 'anna', 1), relate('unlink', 'visitor:v1', 'user:anna', 3)];
    expect(identityOf(edges).ofVisitor('v1', 2)).toBe('v1');
  });

  test("finds out what Segment's previousId was", () => {
    const byUser = identityOf([identify('v', 'old', 1), relate('alias', 'any:old', 'user:new', 2)]);
    expect(byUser.ofVisitor('v', 0)).toBe('old');
    expect(byUser.ofUser('new')).toBe('old');
    const byVisitor = identityOf([relate('alias', 'any:anonymous-1', 'user:new', 2)]);
    expect(byVisitor.ofVisitor('anonymous-1', 0)).toBe('new');
  });

  test('joins nothing by a reserved id and reports it', () => {
    const who = identityOf([identify('v1', 'undefined', 1), identify('v2', 'undefined', 2)]);
    expect([who.ofVisitor('v1', 9), who.ofVisitor('v2', 9)]).toEqual(['v1', 'v2']);
    expect(who.conflicts).toEqual([{ kind: 'reserved_id', id: 'undefined', edges: 2 }]);
  });

  test('does not join a user with more than 100 visitors on a day until accepted', () => {
    const crowd = Array.from({ length: 101 }, (_, i) => identify(`v${i}`, 'hub', i));
    expect(identityOf(crowd.slice(1)).ofVisitor('v5', 0)).toBe('hub');
    expect(identityOf(crowd).ofVisitor('v5', 0)).toBe('v5');
    expect(identityOf(crowd).conflicts).toEqual([
      { kind: 'suspect_user', user: 'hub', day: 0, visitors: 101 },
    ]);
    const accepted = { ...guards, accepted: new Set(['hub']) };
    expect(identityOf(crowd, accepted).ofVisitor('v5', 0)).toBe('hub');
  });

  test('tells a visitor from a user of the same id', () => {
    const who = identityOf([identify('v1', 'x', 1), identify('x', 'other', 2)]);
    expect([who.resolve('x'), who.resolve('visitor:x')]).toEqual(['x', 'other']);
  });

  test('gives the same people in any order of rows, those of a naive reference', () => {
    const visitor = fc.constantFrom('v1', 'v2', 'v3', 'v4');
    const user = fc.constantFrom('u1', 'u2', 'u3');
    const at = fc.integer({ min: 0, max: 6 });
    const node = fc.oneof(
      visitor.map((id) => `visitor:${id}`),
      user.map((id) => `user:${id}`),
    );
    const kind = fc.constantFrom<Edge['kind']>('alias', 'link', 'unlink');
    const edge = fc.oneof(
      { weight: 3, arbitrary: fc.tuple(visitor, user, at).map(([v, u, t]) => identify(v, u, t)) },
      {
        weight: 2,
        arbitrary: fc.tuple(kind, node, node, at).map(([k, a, b, t]) => relate(k, a, b, t)),
      },
    );
    const edges = fc.uniqueArray(edge, {
      maxLength: 9,
      selector: ({ kind: k, a, b }) => `${k} ${a} ${b}`,
    });
    const shuffled = edges.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([list, permuted]) => {
        const [one, other] = [identityOf(list), identityOf(permuted)];
        for (const v of ['v1', 'v2', 'v3', 'v4', 'v5']) {
          for (const time of [-1, 2, 4, 9]) {
            expect(one.ofVisitor(v, time)).toBe(naiveCustomer(list, v, time));
            expect(other.ofVisitor(v, time)).toBe(one.ofVisitor(v, time));
          }
        }
        expect(other.conflicts).toEqual(one.conflicts);
      }),
      { numRuns: 2_000 },
    );
  });
});
