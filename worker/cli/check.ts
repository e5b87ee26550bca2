// `npm run check`: everything that can be judged without running the product.
// One line a check; what a failed one printed follows it.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { checkFixedSql } from './check/fixed-sql.ts';
import { checkLicences } from './check/licences.ts';
import { checkLockFile } from './check/lock-file.ts';
import { checkNoMachine } from './check/no-machine.ts';
import { checkPlantedBugs } from './check/planted-bugs.ts';

/** What is wrong, a line each; empty when all is well, undefined when there is nothing to check. */
type Problems = string[] | undefined;

interface Check {
  name: string;
  run: () => Problems | Promise<Problems>;
}

const root: string = join(import.meta.dirname, '..', '..');

const checks: Check[] = [
  // Made first, as types are checked with it; it is not committed.
  { name: 'client', run: () => runNode(['worker/client/generate.ts']) },
  // Forced: TypeScript 7.0 keeps old findings when only a global declaration or an option changed.
  { name: 'types', run: () => runTool('typescript/bin/tsc', ['-b', '--force']) },
  { name: 'format', run: () => runTool('oxfmt/bin/oxfmt', ['--check']) },
  { name: 'lint', run: () => runTool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']) },
  { name: 'lock file', run: checkLockFile },
  { name: 'licences', run: checkLicences },
  { name: 'fixed sql', run: checkFixedSql },
  { name: 'planted bugs', run: checkPlantedBugs },
  { name: 'no machine', run: checkNoMachine },
  { name: 'deploy', run: dryRunDeploy },
];

function runTool(bin: string, args: string[]): Promise<Problems> {
  return runNode([`node_modules/${bin}`, ...args]);
}

function dryRunDeploy(): Problems | Promise<Problems> {
  if (!existsSync(join(import.meta.dirname, 'deploy.ts'))) return undefined;
  return runNode(['worker/cli/deploy.ts', '--dry-run']);
}

function runNode(args: string[]): Promise<Problems> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve([error.message]));
    child.on('close', (code, signal) => {
      resolve(code === 0 ? [] : [output.trim() || `ended with ${signal ?? code}`]);
    });
  });
}

async function runCheck({ name, run }: Check): Promise<boolean> {
  const started = performance.now();
  const problems = await Promise.resolve()
    .then(run)
    .catch((error: unknown) => [error instanceof Error ? (error.stack ?? error.message) : 'threw']);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const [word, colour] = verdict(problems);
  console.log(`${styleText(colour, word)} ${name.padEnd(12)} ${seconds.padStart(5)} s`);
  if (problems && problems.length > 0) console.log(`\n${problems.join('\n')}\n`);
  return word !== 'FAIL';
}

function verdict(problems: Problems): ['ok  ' | 'skip' | 'FAIL', 'green' | 'yellow' | 'red'] {
  if (problems === undefined) return ['skip', 'yellow'];
  return problems.length === 0 ? ['ok  ', 'green'] : ['FAIL', 'red'];
}

if (import.meta.main) {
  let failed = 0;
  for (const check of checks) if (!(await runCheck(check))) failed++;
  console.log(failed === 0 ? `${checks.length} checks passed` : `${failed} checks failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
