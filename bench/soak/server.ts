import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../worker/cli/paths.ts';

export const KEY = 'op_for_the_soak_test_only';

/** `npm start` as a process of its own, so that it can be killed in the middle of anything. */
export class MortalServer {
  readonly url: string;
  readonly #env: Record<string, string>;
  #process: ChildProcess | undefined;

  constructor(folder: string, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.#env = {
      ...(process.env as Record<string, string>),
      PORT: String(port),
      SOJOURN_DATA: folder,
      SOJOURN_ADMIN_KEY: KEY,
      SOJOURN_DEMO: 'off',
    };
    delete this.#env['npm_lifecycle_event'];
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    this.#process = spawn(process.execPath, [join(root, 'worker/cli/start.ts')], {
      env: this.#env,
      stdio: ['ignore', 'ignore', 'inherit'],
      // A process group of its own: workerd dies with it.
      detached: true,
    });
    for (let tries = 0; tries < 600; tries++) {
      if (await this.#answers()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('The server did not start');
  }

  /** As a power cut would: no goodbye, nothing flushed. */
  async kill(): Promise<void> {
    const dying = this.#process;
    if (dying?.pid === undefined) return;
    this.#process = undefined;
    const gone = new Promise((resolve) => dying.once('exit', resolve));
    process.kill(-dying.pid, 'SIGKILL');
    await gone;
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/openapi.json`)).ok;
    } catch {
      return false;
    }
  }
}
