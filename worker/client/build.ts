import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { pathsFile } from './generate.ts';

const source = import.meta.dirname;

/** The package as others install it: JavaScript, and types for TypeScript of whatever age. */
export async function buildClient(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = await readFile(join(source, 'index.ts'), 'utf8');
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText: script } = ts.transpileModule(text, { compilerOptions });
  const { outputText: types } = ts.transpileDeclaration(text, { compilerOptions });
  await Promise.all([
    writeFile(join(folder, 'index.js'), script),
    writeFile(join(folder, 'index.d.ts'), types.replaceAll('./paths.ts', './paths.js')),
    writeFile(join(folder, 'paths.d.ts'), await pathsFile()),
    copyFile(join(source, 'package.json'), join(folder, 'package.json')),
  ]);
}
