import type { Server } from '../../worker/cli/server.ts';

/** Milliseconds between two looks. */
const PAUSE = 100;

interface Usage {
  result?: { usedSize: number; backingStorageSize: number };
}

/** What is alive in the isolate of reports/worker, objects and typed arrays, whenever it waits for something. */
export class LiveHeap {
  readonly #url: URL;
  readonly #socket: WebSocket;

  private constructor(url: URL, socket: WebSocket) {
    this.#url = url;
    this.#socket = socket;
  }

  /** Of a server that was started with `inspectorPort`, in a workerd that was told `--expose-gc`. */
  static async of({ miniflare, url }: Server): Promise<LiveHeap> {
    const socket = new WebSocket(new URL('/core:user:', await miniflare.getInspectorURL()));
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    return new LiveHeap(url, socket);
  }

  /** The most megabytes that were alive while something was done, and how often that was looked at. */
  async most(work: () => Promise<unknown>): Promise<{ megabytes: number; looks: number }> {
    let [megabytes, looks] = [0, 0];
    const running = new Set([1]);
    const done = work().finally(() => running.clear());
    while (running.size > 0) {
      megabytes = Math.max(megabytes, await this.now());
      looks++;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    await done;
    return { megabytes, looks };
  }

  /** Megabytes that are alive. */
  async now(): Promise<number> {
    await (await fetch(new URL('/collect', this.#url))).arrayBuffer();
    const answered = new Promise<MessageEvent>((resolve) =>
      this.#socket.addEventListener('message', resolve, { once: true }),
    );
    this.#socket.send(JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' }));
    const { result } = JSON.parse(String((await answered).data)) as Usage;
    return ((result?.usedSize ?? NaN) + (result?.backingStorageSize ?? NaN)) / 1_048_576;
  }

  close(): void {
    this.#socket.close();
  }
}
