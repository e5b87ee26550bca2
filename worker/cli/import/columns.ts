import type { FileMap } from './map.ts';
import type { Rule } from './rule.ts';

/** Longer lists of columns are cut: the name that was meant is told apart by its beginning. */
const SHOWN = 40;

/** Refuses a map that names columns which the file does not have: each row would end in quarantine. */
export function checkColumns(map: FileMap, columns: readonly string[]): void {
  const missing = [...new Set(missingColumns(map, columns))];
  if (missing.length === 0) return;
  const there = columns.slice(0, SHOWN).join(', ');
  const more = columns.length > SHOWN ? ', ...' : '';
  throw new Error(
    `The map names what is no column of the file: ${missing.join(', ')}. Its columns are ${there}${more}`,
  );
}

function missingColumns(map: FileMap, columns: readonly string[]): string[] {
  const { id, at, name, visitor, user, page, title, referrer, properties, context } = map;
  const rules = [
    at.column,
    ...(Array.isArray(id) ? id : []),
    ...[name, visitor, user, page, title, referrer].filter((rule) => rule !== undefined),
    ...Object.values(properties ?? {}),
    ...Object.values(context ?? {}),
  ];
  const has = new Set(columns);
  return rules.flatMap((rule) => missingFor(rule, has));
}

/** Columns that a rule reads and the file lacks. Of several alternatives one is enough. */
function missingFor(rule: Rule, has: ReadonlySet<string>): string[] {
  if (typeof rule === 'string') return lacking([rule], has);
  if ('value' in rule) return [];
  if ('column' in rule) return lacking([rule.column], has);
  if ('split' in rule) return lacking([rule.split], has);
  if ('template' in rule) {
    const named = [...rule.template.matchAll(/\{([^{}]+)\}/g)].map(([, column]) => column ?? '');
    return lacking(named, has);
  }
  if ('first' in rule) {
    const each = rule.first.map((one) => missingFor(one, has));
    return each.some((missing) => missing.length === 0) ? [] : each.flat();
  }
  const chosen = Object.values(rule.of).filter((one) => typeof one !== 'string');
  const others = rule.else === undefined ? chosen : [...chosen, rule.else];
  return [...lacking([rule.case], has), ...others.flatMap((one) => missingFor(one, has))];
}

function lacking(columns: readonly string[], has: ReadonlySet<string>): string[] {
  return columns.filter((column) => !has.has(column));
}
