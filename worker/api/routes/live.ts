import * as v from 'valibot';
import { now } from '../../clock.ts';
import { databasesOf } from '../../stitch/databases.ts';
import { allows } from '../auth.ts';
import { documentedAs } from '../documented.ts';
import { live, LOOKED_AT } from '../live/stream.ts';
import { operation, type Operation } from '../operation.ts';

const EVENT_STREAM = 'text/event-stream';

const every: v.GenericSchema<string | undefined, number> = v.pipe(
  v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,2}$/, 'Seconds: 1-60')), '5'),
  v.transform(Number),
  v.minValue(1, 'At least 1 second'),
  v.maxValue(60, 'At most 60 seconds'),
);

export const liveOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/live',
    operationId: 'getLive',
    tag: 'Operations',
    summary: 'Who is there now, as it happens',
    description:
      'Server-sent events. `now`: visitors who did something in the last five minutes, their pages and ' +
      'channels, whenever that has changed. `event`: each event that came, the latest 20 at first: with ' +
      'visitor, user and title where the key may see customers. A comment where nothing happened. Bots are ' +
      `left out. Each look reads one row of each of the newest ${LOOKED_AT} sessions at most, and what has ` +
      'changed: 6,000 rows a minute at 5 seconds, $0.000006. The answer ends after 16 looks or two minutes; an ' +
      '`EventSource` comes again by itself and says in `Last-Event-ID` what it has. Then events of a minute ' +
      'before may come twice: their id tells.',
    needs: 'read:reports',
    query: {
      every: documentedAs(every, {
        type: 'integer',
        minimum: 1,
        maximum: 60,
        default: 5,
        description: 'Seconds between two looks.',
      }),
    },
    answers: {
      200: {
        description: 'The stream',
        schema: v.pipe(v.string(), v.description('Messages `now` and `event`, each with JSON.')),
        contentTypes: [EVENT_STREAM],
      },
    },
    example: { query: { every: '5' } },
    handle: async ({ env, site, grant, query, request }) => {
      const gone = new AbortController();
      const messages = live({
        databases: databasesOf(env),
        site: site.number,
        masked: !allows(grant, 'read:customers'),
        every: query.every * 1_000,
        clock: () => now(env),
        wait: (ms) => scheduler.wait(ms, { signal: gone.signal }),
        lastId: request.headers.get('last-event-id') ?? undefined,
      });
      const stream = streamOf(messages, gone);
      return Promise.resolve({
        stream,
        headers: { 'content-type': EVENT_STREAM, 'x-accel-buffering': 'no' },
      });
    },
  }),
];

/** Asked for no faster than the client reads, and no further once it has left. */
function streamOf(
  messages: AsyncGenerator<string>,
  gone: AbortController,
): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await messages.next();
          if (done) controller.close();
          else controller.enqueue(text.encode(value));
        } catch (error) {
          if (!gone.signal.aborted) throw error;
        }
      },
      async cancel() {
        gone.abort();
        await messages.return(undefined);
      },
    },
    // Nothing is read from the database for somebody who does not listen.
    { highWaterMark: 0 },
  );
}
