// D1's `prepare` runs every statement of a string that has several, so a value that gets into the
// text of a statement owns the database. Statements are therefore fixed: only a literal or the
// import of a *.sql file may reach `prepare` and `exec`, and neither may travel under another name. A
// parameter of type `FixedSql` (worker/sql.d.ts) takes such imports alone, so it may reach them too.

import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ESTree, parseSync, Visitor } from 'vite';

const root: string = join(import.meta.dirname, '..', '..', '..');

/** No request reaches the commands; one of them runs the files of schema/migrations. */
const commands: string = join('worker', 'cli', '/');

export function checkFixedSql(): string[] {
  return globSync('worker/**/*.ts', { cwd: root })
    .filter((file) => !file.startsWith(commands))
    .flatMap((file) => findBuiltSql(file, readFileSync(join(root, file), 'utf8')));
}

/** `file:line: what`, for each place where a statement might not be a fixed one. */
export function findBuiltSql(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) return [`${file}: ${errors[0]?.message}`];
  const known = collectNames(program);
  const called = new Set<ESTree.Node>();
  const found: { at: number; what: string }[] = [];
  new Visitor({
    CallExpression(node) {
      const method = methodOf(node.callee);
      if (!method) return;
      called.add(node.callee);
      if (method.name === 'exec' && isPattern(method.object, known)) return;
      const [statement] = node.arguments;
      if (statement && isFixed(statement, known)) return;
      found.push({ at: node.start, what: `${method.name}() of a statement that is not fixed` });
    },
    MemberExpression(node) {
      const method = methodOf(node);
      if (!method || called.has(node)) return;
      found.push({ at: node.start, what: `${method.name} is used without being called` });
    },
    TSAsExpression(node) {
      if (!isFixedType(node.typeAnnotation)) return;
      found.push({ at: node.start, what: 'a string is called FixedSql' });
    },
    ObjectPattern(node) {
      const taken = node.properties.some((p) => p.type === 'Property' && isRunner(p.key));
      if (taken) found.push({ at: node.start, what: 'prepare or exec is taken out of its object' });
    },
  }).visit(program);
  return found.map(({ at, what }) => `${relative('.', file)}:${lineOf(source, at)}: ${what}`);
}

function isFixedType(type: ESTree.Node | null | undefined): boolean {
  return type?.type === 'TSTypeReference' && isNamed(type.typeName, 'FixedSql');
}

interface Names {
  /** Default imports of *.sql files, and parameters that take only such. */
  statements: Set<string>;
  /** Constants that hold a regular expression, whose `exec` is another thing. */
  patterns: Set<string>;
}

function collectNames(program: ESTree.Program): Names {
  const names: Names = { statements: new Set(), patterns: new Set() };
  const addFixed = ({ params }: { params: readonly ESTree.Node[] }): void => {
    for (const param of params) {
      if (param.type !== 'Identifier' || !isFixedType(param.typeAnnotation?.typeAnnotation))
        continue;
      names.statements.add(param.name);
    }
  };
  new Visitor({
    ImportDeclaration(node) {
      if (!node.source.value.endsWith('.sql')) return;
      for (const specifier of node.specifiers) names.statements.add(specifier.local.name);
    },
    FunctionExpression: addFixed,
    FunctionDeclaration: addFixed,
    ArrowFunctionExpression: addFixed,
    VariableDeclaration(node) {
      if (node.kind !== 'const') return;
      for (const { id, init } of node.declarations) {
        if (id.type === 'Identifier' && init && isPattern(init, names)) names.patterns.add(id.name);
      }
    },
  }).visit(program);
  return names;
}

function methodOf(node: ESTree.Node): { name: string; object: ESTree.Node } | undefined {
  if (node.type !== 'MemberExpression' || !isRunner(node.property)) return undefined;
  const name = node.property.type === 'Identifier' ? node.property.name : 'prepare';
  return { name, object: node.object };
}

function isRunner(key: ESTree.Node): boolean {
  const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? key.value : '';
  return name === 'prepare' || name === 'exec';
}

function isPattern(node: ESTree.Node, { patterns }: Names): boolean {
  if (node.type === 'Identifier') return patterns.has(node.name);
  if (node.type === 'NewExpression') return isNamed(node.callee, 'RegExp');
  return node.type === 'Literal' && 'regex' in node;
}

function isNamed(node: ESTree.Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function isFixed(node: ESTree.Node, names: Names): boolean {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string';
    case 'TemplateLiteral':
      return node.expressions.length === 0;
    case 'Identifier':
      return names.statements.has(node.name);
    case 'ConditionalExpression':
      return isFixed(node.consequent, names) && isFixed(node.alternate, names);
    default:
      return false;
  }
}

function lineOf(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}
