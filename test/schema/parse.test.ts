import { describe, expect, test } from 'vitest';
import {
  BATCH_REASONS,
  EVENT_REASONS,
  LIMITS,
  parseEnvelope,
  parseEvent,
  type ParsedEvent,
} from '../../schema/index.ts';
import { accepted, GOLDEN_NOW, rejected, wireText } from '../support/golden.ts';

const rules = {
  window: { earliest: GOLDEN_NOW - LIMITS.pageAge, latest: GOLDEN_NOW + LIMITS.ahead },
  shift: 0,
  currency: 'EUR',
};

function eventsOf(body: unknown): ParsedEvent[] {
  const parsed = parseEnvelope(body);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.envelope.events.map((event) => parseEvent(event, rules));
}

describe('accepted examples', () => {
  test.each(Object.entries(accepted))('%s', (_, batch) => {
    for (const event of eventsOf(batch)) expect(event).toMatchObject({ ok: true });
  });
});

describe('rejected examples', () => {
  // What identify says is judged where its identity is taken: test/collect/golden.test.ts.
  const judgedHere = Object.entries(rejected).filter(
    ([name, { reason }]) => reason !== 'not_json' && !name.startsWith('identify'),
  );
  test.each(judgedHere)('%s', (_, example) => {
    const body: unknown = JSON.parse(wireText(example));
    if (example.status === 200) {
      expect(eventsOf(body)).toEqual([
        expect.objectContaining({ ok: false, reason: example.reason }),
      ]);
    } else {
      expect(parseEnvelope(body)).toMatchObject({ ok: false, reason: example.reason });
    }
  });

  test('show every reason that a sender can cause', () => {
    const shown = new Set(Object.values(rejected).map(({ reason }) => reason));
    // One needs 2,501 events, the other two copies.
    const elsewhere = ['too_many_events', 'conflicting_copy'];
    const all = [...BATCH_REASONS, ...EVENT_REASONS].filter(
      (reason) => !elsewhere.includes(reason),
    );
    expect(all.filter((reason) => !shown.has(reason))).toEqual([]);
  });
});

test('refuses more events than a batch may have', () => {
  const batch = {
    ...accepted['least'],
    events: Array.from({ length: LIMITS.batchEvents + 1 }, () => null),
  };
  expect(parseEnvelope(batch)).toMatchObject({ ok: false, reason: 'too_many_events' });
});

test('replaces a lone surrogate, which UTF-8 cannot hold', () => {
  const event = {
    seq: 0,
    at: GOLDEN_NOW,
    name: 'a',
    properties: { text: 'x\ud800y', ['k\udc00']: 1 },
  };
  expect(parseEvent(event, rules)).toMatchObject({
    event: { properties: { text: 'x\ufffdy', ['k\ufffd']: 1 } },
  });
});

test('takes a member named __proto__ for a member', () => {
  const event: unknown = JSON.parse(
    `{"seq":0,"at":${GOLDEN_NOW},"name":"a","properties":{"__proto__":{"polluted":true}}}`,
  );
  const parsed = parseEvent(event, rules);
  expect(parsed.ok && Object.keys(parsed.event.properties ?? {})).toEqual(['__proto__']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
