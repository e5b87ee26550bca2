import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isolatedDeclaration } from 'rolldown/experimental';

/** The types of the module in one file, for TypeScript to find beside it. */
export const declareModule = async (): Promise<string> => {
  const [types, calls] = await Promise.all([declare('config.ts'), declare('index.ts')]);
  return [
    // Of the configuration only its types are public.
    types.replace(/^(\/\*\*.*\*\/\n)?export declare .*\n/gm, ''),
    'export declare const VERSION: string;\n',
    calls.replace(/^.* from ".*";\n/gm, ''),
  ].join('');
};

const declare = async (name: string): Promise<string> => {
  const source = await readFile(join(import.meta.dirname, name), 'utf8');
  const { code, errors } = await isolatedDeclaration(name, source, {});
  if (errors.length > 0) throw new Error(`${name}: ${errors.map(String).join(', ')}`);
  return code;
};
