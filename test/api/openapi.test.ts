import { expect, test } from 'vitest';
import { description, validate } from '../support/openapi.ts';

test('describes every operation once, with an example of what it takes and gives', async () => {
  const { paths } = await description();
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const bare = operations.filter(({ requestBody, responses }) => {
    const answers = Object.values(responses) as { content?: Record<string, Content> }[];
    const contents = [requestBody?.content, ...answers.map(({ content }) => content)];
    return contents.some((content) => {
      const json = content?.['application/json'];
      return json !== undefined && json.example === undefined;
    });
  });
  expect(bare.map(({ operationId }) => operationId)).toEqual([]);
});

test('gives examples that fit their own schemas', async () => {
  const { paths } = await description();
  for (const methods of Object.values(paths)) {
    for (const { operationId, requestBody, responses } of Object.values(methods)) {
      const contents = [requestBody, ...Object.values(responses)].flatMap((part) =>
        Object.entries((part as { content?: Record<string, Content> } | undefined)?.content ?? {}),
      );
      for (const [i, [type, { schema, example }]] of contents.entries()) {
        if (example === undefined) continue;
        expect(await validate(`${operationId} ${i} ${type}`, schema, example)).toEqual([]);
      }
    }
  }
});

interface Content {
  schema: object;
  example?: unknown;
}
