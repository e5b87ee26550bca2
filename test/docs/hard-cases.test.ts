import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Named {
  row: string;
  file: string;
  title: string;
}

/** Rows of the tables of cases, without their heads. */
const rowsOf = (text: string): string[] =>
  text
    .slice(0, text.indexOf('## Not done'))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| case'));

/** The tests a row names: a file in backticks, then a title. */
const testsOf = (line: string): Named[] => {
  const [row = '', tests = ''] = line.slice(2).split(' | ');
  return tests.split('<br>').map((one) => {
    const [, file = '', title = ''] = /^`(\S+\.test\.ts)` (.+)$/.exec(one.trim()) ?? [];
    return { row, file, title };
  });
};

test('every row of the hard cases names tests that are there', async () => {
  const text = await readFile(join(root, 'docs/hard-cases.md'), 'utf8');
  const named = rowsOf(text).flatMap(testsOf);
  expect(named.length).toBeGreaterThan(120);
  const files = new Map<string, string>();
  const missing: Named[] = [];
  for (const one of named) {
    const path = join(root, 'test', one.file);
    files.set(one.file, files.get(one.file) ?? (await readFile(path, 'utf8').catch(() => '')));
    const code = files.get(one.file) ?? '';
    // As the first argument of a test, a table of tests or a group of them.
    const isThere = ["'", '"', '`'].some(
      (quote) =>
        code.includes(`(${quote}${one.title}${quote},`) ||
        new RegExp(`\\(\\s+${quote}${RegExp.escape(one.title)}${quote},`).test(code),
    );
    if (one.title === '' || !isThere) missing.push(one);
  }
  expect(missing).toEqual([]);
});

test('every row has a test, and something that runs it', async () => {
  const text = await readFile(join(root, 'docs/hard-cases.md'), 'utf8');
  const bare = rowsOf(text).filter(
    (line) =>
      !/^\| .+ \| `\S+\.test\.ts` .+ \| (Chromium|workerd|pure)(, (Chromium|workerd|pure))? \|$/.test(
        line,
      ),
  );
  expect(bare).toEqual([]);
});
