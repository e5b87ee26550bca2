import Ajv2020 from 'ajv/dist/2020';
import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { parseEnvelope } from '../../schema/parse.ts';
import { EXAMPLE_BATCH } from '../../worker/api/batch-schema.ts';
import { HOST } from '../support/api.ts';

async function published(): Promise<object> {
  return (await exports.default.fetch(`${HOST}/schema/batch.json`)).json();
}

test('publishes a schema that takes its own example, as the collector does', async () => {
  const check = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(await published());
  expect(check(EXAMPLE_BATCH), JSON.stringify(check.errors)).toBe(true);
  expect(parseEnvelope(EXAMPLE_BATCH)).toMatchObject({ ok: true });
});

test.each([
  ['no site', { site: undefined }],
  ['another version', { v: 2 }],
  ['no events', { events: [] }],
  ['a visitor that is a number', { visitor: 7 }],
  ['a time before 1970', { sent_at: -1 }],
])('publishes a schema that refuses %s, as the collector does', async (_, change) => {
  const check = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(await published());
  const damaged = JSON.parse(JSON.stringify({ ...EXAMPLE_BATCH, ...change })) as unknown;
  expect(check(damaged)).toBe(false);
  expect(parseEnvelope(damaged)).toMatchObject({ ok: false });
});
