import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../worker/cli/paths.ts';
import { runWrangler } from '../../worker/cli/wrangler.ts';

export const KEY = 'op_for_the_soak_test_only';

/** `wrangler dev` as a process of its own, so that it can be killed in the middle of anything. */
export class MortalServer {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  constructor(folder: string, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = folder;
    this.#port = port;
  }

  /** Once, before the first start. */
  async prepare(): Promise<void> {
    // wrangler.toml binds it as assets, of which it asks for none.
    await mkdir(join(root, 'dist'), { recursive: true });
    const where = ['--local', '--persist-to', join(this.#folder, 'database')];
    await runWrangler(['d1', 'migrations', 'apply', 'DB', ...where], { input: '' });
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const args = [
      'dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(this.#port),
      '--inspector-port',
      '0',
    ];
    const data = [
      '--persist-to',
      join(this.#folder, 'database'),
      '--var',
      `SOJOURN_ADMIN_KEY:${KEY}`,
    ];
    this.#process = spawn(
      process.execPath,
      [
        join(root, 'node_modules/wrangler/bin/wrangler.js'),
        ...args,
        ...data,
        '--log-level',
        'error',
      ],
      {
        cwd: root,
        env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: '1' },
        stdio: ['ignore', 'ignore', 'inherit'],
        // A process group of its own: workerd dies with it.
        detached: true,
      },
    );
    for (let tries = 0; tries < 600; tries++) {
      if (await this.#answers()) return;
      if (this.#process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('The server did not start');
  }

  /** As a power cut would: no goodbye, nothing flushed. */
  async kill(): Promise<void> {
    const dying = this.#process;
    this.#process = undefined;
    if (dying?.pid === undefined || dying.exitCode !== null) return;
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
