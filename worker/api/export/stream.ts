import type { Bytes } from './text.ts';

/**
 * Read as fast as the client takes it, and no further once it has left. The first piece is read before
 * the answer begins: what cannot be read at all is an error, not a file that breaks off.
 */
export async function streamOf(bytes: Bytes): Promise<ReadableStream<Uint8Array>> {
  let first: IteratorResult<Uint8Array> | undefined = await bytes.next();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = first ?? (await bytes.next());
      first = undefined;
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await bytes.return(undefined);
    },
  });
}
