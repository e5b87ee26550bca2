import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Secrets of this machine's Sojourn, in its data folder, for its owner's eyes only. */
interface Keys {
  operator?: string;
  /** Server key of the demo site. */
  demo?: string;
}

/** The operator's key: the environment's, else one that was made once and is kept. */
export async function operatorKey(
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ key: string; given: boolean }> {
  const given = env['SOJOURN_ADMIN_KEY'];
  if (given) {
    // On one's own machine any key will do; whoever opens the port to others should know better.
    if (given.length < 16) console.warn('SOJOURN_ADMIN_KEY is short: 16 characters are safer.');
    return { key: given, given: true };
  }
  const { operator } = await readKeys(folder);
  if (operator) return { key: operator, given: false };
  const key = newOperatorKey();
  await keepKeys(folder, { operator: key });
  return { key, given: false };
}

/** 192 bits; the prefix tells at sight what it is. */
export function newOperatorKey(): string {
  return `op_${randomBytes(24).toString('base64url')}`;
}

export async function readKeys(folder: string): Promise<Keys> {
  try {
    return JSON.parse(await readFile(fileIn(folder), 'utf8')) as Keys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${fileIn(folder)} cannot be read: repair it or \`npm run reset\`.`, {
      cause: error,
    });
  }
}

export async function keepKeys(folder: string, keys: Keys): Promise<void> {
  const all = { ...(await readKeys(folder)), ...keys };
  await mkdir(folder, { recursive: true });
  await writeFile(fileIn(folder), `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  // The mode above counts only where the file is new.
  await chmod(fileIn(folder), 0o600);
}

function fileIn(folder: string): string {
  return join(folder, 'keys.json');
}
