const ENGLISH = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

/** Names that files use and Unicode writes otherwise. */
const OTHER_NAMES: [name: string, code: string][] = [
  ['bosnia and herzegovina', 'BA'],
  ['czech republic', 'CZ'],
  ['hong kong', 'HK'],
  ['macedonia (fyrom)', 'MK'],
  ['myanmar', 'MM'],
  ['palestine', 'PS'],
  ['trinidad and tobago', 'TT'],
  ['turkey', 'TR'],
];

const codes = new Map<string, string>([
  ...LETTERS.flatMap((a) => LETTERS.map((b) => a + b)).flatMap((code): [string, string][] => {
    const name = ENGLISH.of(code);
    return name === undefined ? [] : [[name.toLowerCase(), code]];
  }),
  ...OTHER_NAMES,
]);

/** ISO 3166-1 alpha-2 of a code or an English name; undefined where it is neither. */
export function countryCode(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return code;
  return codes.get(text.trim().toLowerCase());
}
