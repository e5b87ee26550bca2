import type { JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { LIST_TYPES } from './list.ts';
import { content, toSchema } from './openapi-schema.ts';
import type { Answer, Example, Operation } from './operation.ts';

/** Everything an operation can answer, by status. */
export function describeAnswers(operation: Operation): Record<string, unknown> {
  const answers: Record<string, unknown> = {};
  if (operation.row) answers['200'] = describePage(operation.row, operation.example);
  for (const [status, answer] of Object.entries(operation.answers)) {
    answers[status] = describeAnswer(answer, operation.example);
  }
  for (const status of problemStatuses(operation)) {
    answers[status] ??= { $ref: '#/components/responses/Problem' };
  }
  return answers;
}

function describeAnswer({ description, schema, contentType }: Answer, example: Example): unknown {
  if (!schema) return { description };
  const type = contentType ?? 'application/json';
  return { description, content: { [type]: content(schema, example.response) } };
}

function describePage(row: v.GenericSchema, example: Example): unknown {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      data: { type: 'array', items: toSchema(row) },
      next_cursor: { type: ['string', 'null'], description: 'null on the last page.' },
    },
    required: ['data', 'next_cursor'],
    additionalProperties: false,
  };
  const [json = '', ...lines] = LIST_TYPES;
  const texts = lines.map((type) => [type, { schema: { type: 'string' } }]);
  return {
    description: 'A page of the list',
    headers: {
      link: { description: 'The next page, as `rel="next"`.', schema: { type: 'string' } },
    },
    content: { [json]: { schema, example: example.response }, ...Object.fromEntries(texts) },
  };
}

/** Every status an operation can answer with beside its own. */
function problemStatuses(operation: Operation): string[] {
  const { body, needs, path, method, query, row, problems = [] } = operation;
  const keyed = needs !== 'nothing';
  const reads = body !== undefined || needs === 'ingest';
  const judged = reads || row !== undefined || Object.keys(query).length > 0 || keyed;
  return [
    ...(reads || row ? ['400'] : []),
    ...(keyed ? ['401', '403'] : []),
    ...(path.includes('{') ? ['404'] : []),
    ...(keyed && method !== 'GET' ? ['409'] : []),
    ...(reads ? ['413', '415'] : []),
    ...(judged ? ['422'] : []),
    ...problems.map(String),
    '500',
    '503',
  ];
}
