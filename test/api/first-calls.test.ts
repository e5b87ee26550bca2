import { expect, test } from 'vitest';
import { ask, OPERATOR } from '../support/api.ts';

const [guide = ''] = Object.values(
  import.meta.glob<string>('../../docs/api.md', { query: '?raw', import: 'default', eager: true }),
);

interface Command {
  path: string;
  key: string;
  body: unknown;
}

/** The commands of the guide's first example, as curl would send them. */
function commands(): Command[] {
  const [script = ''] = /(?<=^```sh\n)[\s\S]*?(?=^```$)/m.exec(guide) ?? [];
  const lines = script.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) => {
    const path = /^curl \$HOST(\S+)/.exec(line)?.[1];
    const key = /Bearer \$(\w+)/.exec(line)?.[1];
    const body = /-d '(.*)'/.exec(line)?.[1];
    if (path === undefined || key === undefined) return [];
    return [{ path, key, body: body === undefined ? undefined : JSON.parse(body) }];
  });
}

test('answers the first calls of the guide, one after the other', async () => {
  const keys: Record<string, string> = { KEY: OPERATOR };
  const answers: Record<string, unknown> = {};
  const all = commands();
  for (const { path, key, body } of all) {
    const answer = await ask(path, { key: keys[key] ?? '', ...(body ? { body } : {}) });
    expect(answer.status, path).toBeLessThan(300);
    answers[path] = await answer.json();
    if (path.endsWith('/keys')) keys['SERVER_KEY'] = (answers[path] as { key: string }).key;
  }
  expect(all.length).toBe(5);
  expect(answers['/v1/sites/shop/customers/ann/timeline']).toMatchObject({
    data: [{ name: 'purchase', actor: { user: 'ann', assurance: 'verified' } }],
  });
  expect(answers['/v1/sites/shop/reports/overview']).toMatchObject({
    data: { customers: 1, orders: 1, revenue: [{ currency: 'EUR', amount: '25.00' }] },
  });
});
