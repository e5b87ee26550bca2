import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './paths.ts';

const bin: string = join(root, 'node_modules/wrangler/bin/wrangler.js');

/** Runs wrangler and gives what it wrote to its output; throws with all it said where it fails. */
export function runWrangler(
  args: readonly string[],
  { show = false, input }: { show?: boolean; input?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: root,
      // What it asks on a terminal (log in, make a database) is asked of whoever deploys.
      stdio: [input === undefined ? 'inherit' : 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    });
    let [output, said] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      said += chunk.toString();
      if (show) process.stderr.write(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (show) process.stderr.write(chunk);
    });
    child.stdin?.end(input);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`wrangler ${args.join(' ')} failed${show ? '.' : `:\n${said}`}`));
    });
  });
}
