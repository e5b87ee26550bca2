import type { JsonSchema } from '@valibot/to-json-schema';
import { LIST_TYPES } from './list.ts';
import type { ToSchema } from './openapi-schema.ts';
import type { Answer, Example, Operation } from './operation.ts';

/** Everything an operation can answer, by status. */
export function describeAnswers(operation: Operation, toSchema: ToSchema): Record<string, unknown> {
  const answers: Record<string, unknown> = {};
  if (operation.row) answers['200'] = describePage(toSchema(operation.row), operation.example);
  for (const [status, answer] of Object.entries(operation.answers)) {
    answers[status] = describeAnswer(answer, operation.example, toSchema);
  }
  for (const status of problemStatuses(operation)) {
    answers[status] ??= { $ref: '#/components/responses/Problem' };
  }
  return answers;
}

function describeAnswer(answer: Answer, { response }: Example, toSchema: ToSchema): unknown {
  const { description, schema, contentType, contentTypes, textTypes = [] } = answer;
  if (!schema) return { description };
  if (contentTypes) {
    const contents = contentTypes.map((type) => [
      type,
      { schema: toSchema(schema), ...(type === 'application/json' && { example: response }) },
    ]);
    return { description, content: Object.fromEntries(contents) };
  }
  const type = contentType ?? 'application/json';
  const texts = textTypes.map((one) => [one, { schema: { type: 'string' } }]);
  const main = { schema: toSchema(schema), example: response };
  return { description, content: { [type]: main, ...Object.fromEntries(texts) } };
}

function describePage(row: JsonSchema, example: Example): unknown {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      data: { type: 'array', items: row },
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
  const { body, needs, path, method, row, problems = [] } = operation;
  const keyed = needs !== 'nothing';
  const reads = body !== undefined || needs === 'ingest';
  return [
    ...(reads || row ? ['400'] : []),
    ...(keyed ? ['401', '403'] : []),
    ...(path.includes('{') ? ['404'] : []),
    ...(keyed && method !== 'GET' ? ['409'] : []),
    ...(reads ? ['413', '415'] : []),
    // A parameter that nobody knows is refused everywhere.
    '422',
    ...(keyed || reads ? ['429'] : []),
    ...problems.map(String),
    '500',
    '503',
  ];
}
