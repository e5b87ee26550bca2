import { describe, expect, test } from 'vitest';
import { findBuiltSql } from '../../worker/cli/check/fixed-sql.ts';
import { checkLicences } from '../../worker/cli/check/licences.ts';
import { checkLockFile } from '../../worker/cli/check/lock-file.ts';
import { findMachineOnly } from '../../worker/cli/check/no-machine.ts';

describe('fixed sql', () => {
  test.each([
    ['an imported file', `import read from './a.sql'; db.prepare(read).bind(1);`],
    [
      'one of two imported files',
      `import a from './a.sql'; import b from './b.sql'; db.prepare(x ? a : b);`,
    ],
    ['a literal', `db.prepare('select 1');`],
    ['a template without substitution', 'db.prepare(`select 1`);'],
    [
      'a parameter that takes files alone',
      `function run(sql: FixedSql) { return db.prepare(sql); }`,
    ],
    ['a regular expression', `const word = /a/; word.exec(text); /b/.exec(text);`],
  ])('accepts %s', (_, source) => {
    expect(findBuiltSql('worker/a.ts', source)).toEqual([]);
  });

  test.each([
    ['a template with a substitution', 'db.prepare(`select ${name}`);'],
    ['a concatenation', `import read from './a.sql'; db.prepare(read + ' limit 1');`],
    ['a parameter', `function run(sql: string) { return db.prepare(sql); }`],
    ['a string that is called a file', `run('select ' + name as FixedSql);`],
    ['another import', `import { sql } from './a.ts'; db.prepare(sql);`],
    ['a variable', 'let sql = `select`; db.withSession().prepare(sql);'],
    ['optional chaining', 'db?.prepare(`select ${name}`);'],
    ['a computed name', `db['prepare'](sql);`],
    ['an alias', `const p = db.prepare; p(sql);`],
    ['a destructured method', `const { prepare } = db;`],
    ['a bound method', `run(db.prepare.bind(db));`],
    ['exec of a database', `db.exec(sql);`],
    ['a choice with one built branch', `import a from './a.sql'; db.prepare(x ? a : a + b);`],
  ])('refuses %s', (_, source) => {
    expect(findBuiltSql('worker/a.ts', `\n${source}`)).toHaveLength(1);
    expect(findBuiltSql('worker/a.ts', `\n${source}`)[0]).toMatch(/^worker\/a\.ts:2: /);
  });
});

describe('lock file', () => {
  const owner = { dev: true, version: '1.0.0', optionalDependencies: { '@a/win32-x64': '1.0.0' } };

  test('reports a platform without an entry', () => {
    expect(checkLockFile({ packages: { 'node_modules/a': owner } })).toHaveLength(1);
  });

  test('reports a platform of another version', () => {
    const packages = { 'node_modules/a': owner, 'node_modules/@a/win32-x64': { version: '0.9.0' } };
    expect(checkLockFile({ packages })).toHaveLength(1);
  });

  test('reports where a package was fetched from', () => {
    const packages = {
      'node_modules/b': { version: '1.0.0', resolved: 'https://a.example/b.tgz' },
    };
    expect(checkLockFile({ packages })).toHaveLength(1);
  });
});

describe('licences', () => {
  const check = (license: string, dev = false) =>
    checkLicences({ packages: { 'node_modules/a': { license, dev } } }).length;

  test('accepts a permissive licence or the choice of one', () => {
    expect([check('MIT'), check('(GPL-3.0-only OR MIT)')]).toEqual([0, 0]);
  });

  test('refuses a copyleft licence, alone or beside a permissive one', () => {
    expect([check('AGPL-3.0-only'), check('MIT AND GPL-3.0-only'), check('')]).toEqual([1, 1, 1]);
  });

  test('accepts MPL for a tool only', () => {
    expect([check('MPL-2.0', true), check('MPL-2.0')]).toEqual([0, 1]);
  });
});

describe('no machine', () => {
  test('reports paths and hosts of one machine', () => {
    const folder = ['', 'home', 'anna', 'shop'].join('/');
    const host = ['https:', '', 'registry.example'].join('/');
    expect(findMachineOnly(`a\nsee ${folder}\nfrom ${host}/x`)).toEqual([
      `2: ${folder.slice(0, -'/shop'.length)}`,
      `3: ${host}`,
    ]);
  });

  test('leaves pages of a site alone', () => {
    expect(findMachineOnly('https://shop.example/work/a and ./work/b')).toEqual([]);
  });
});
