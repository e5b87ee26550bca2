import * as v from 'valibot';
import { operation, type Answer, type Operation } from '../operation.ts';

// Described here, answered by ../mcp/answer.ts: the protocol has errors of its own.

const message = v.looseObject({ jsonrpc: v.literal('2.0') });
const said: Answer = { description: 'An error of the protocol', schema: v.looseObject({}) };

const call = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: {
    name: 'reportOverview',
    arguments: { site: 'shop', range: { preset: 'last_7d' } },
  },
} as const;

export const mcp: Operation = operation({
  method: 'POST',
  path: '/mcp',
  operationId: 'callMcp',
  tag: 'Service',
  summary: 'Speak the Model Context Protocol',
  description:
    'Streamable HTTP, nothing kept between requests. Tools are the operations that read, by their ' +
    'ids, as far as the key may; arguments are parameters and members of the body side by side, and ' +
    'a result is the text of the very answer.',
  needs: 'read:reports',
  body: message,
  answers: {
    200: {
      description: 'The result',
      schema: v.looseObject({}),
      contentTypes: ['application/json', 'text/event-stream'],
    },
    202: { description: 'A notification was taken' },
    400: said,
    406: said,
    413: said,
    415: said,
  },
  example: {
    body: call,
    response: { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: '{}' }] } },
  },
});
