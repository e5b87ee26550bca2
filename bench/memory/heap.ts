import type { Server } from '../../worker/cli/server.ts';

/** What the Worker itself holds on to: the heap of its isolate, without workerd and its databases. */
export class Heap {
  readonly #socket: WebSocket;
  #least = Infinity;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { result } = JSON.parse(String(data)) as { result?: { usedSize?: number } };
      this.#least = Math.min(this.#least, (result?.usedSize ?? Infinity) / 1_048_576);
    });
    // workerd collects no garbage for the asking: what is in use right after it did is what is kept.
    let id = 0;
    const asking = setInterval(
      () => socket.send(JSON.stringify({ id: ++id, method: 'Runtime.getHeapUsage' })),
      50,
    );
    socket.addEventListener('close', () => clearInterval(asking));
  }

  /** Of a server that was started with `inspectorPort`. */
  static async of({ miniflare }: Server): Promise<Heap> {
    const url = await miniflare.getInspectorURL();
    const socket = new WebSocket(new URL('/core:user:', url));
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    const heap = new Heap(socket);
    await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    return heap;
  }

  /** Megabytes that were in use at the least since it was asked last. */
  least(): number {
    const least = this.#least;
    this.#least = Infinity;
    return least;
  }

  close(): void {
    this.#socket.close();
  }
}
