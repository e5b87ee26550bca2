import { digit, digitIndex, DigitReader, writeNumber } from './digits.ts';
import { SYMBOL_LENGTH, suitsSymbol, symbolId, type SymbolId, type SymbolText } from './symbols.ts';
import { escapeText, unescapeText } from './strings.ts';

/**
 * One character for each name that every site uses. Append only: the position is what is stored.
 * At most 88, the alphabet's last four characters mark what follows.
 */
export const COMMON: readonly string[] = [
  'page_view', 'click', 'engagement', 'identify', 'view_item', 'view_item_list', 'select_item',
  'add_to_cart', 'remove_from_cart', 'view_cart', 'begin_checkout', 'add_shipping_info',
  'add_payment_info', 'purchase', 'refund', 'add_to_wishlist', 'view_promotion', 'select_promotion',
  'search', 'view_search_results', 'sign_up', 'login', 'share', 'generate_lead', 'scroll',
  'file_download', 'form_start', 'form_submit', 'form_abandon', 'video_start', 'video_progress',
  'video_complete', 'rage_click', 'dead_click', 'quick_back', 'error', 'alias', 'group', 'screen_view',
  'outbound_click', 'web_vitals', 'survey_shown', 'survey_answer', 'consent', 'session_start',
  'first_visit', 'user_engagement', 'exception', 'checkout_progress', 'email_open', 'email_click',
  'reset', 'contact_click', 'logout',
]; // prettier-ignore

const SYMBOL = '~';
const INLINE = '}';

const CODES = new Map(COMMON.map((name, index): [string, string] => [name, digit(index)]));

/** Whether every site uses the name: nothing is stored that would tell whether this one has. */
export function isCommon(name: string): boolean {
  return CODES.has(name);
}

/** The name as it stands in the `names` column. */
export function writeName(name: string, idOf: SymbolId): string {
  const code = CODES.get(name);
  if (code !== undefined) return code;
  const id = suitsSymbol(name) ? idOf(name) : undefined;
  return id === undefined ? inline(name) : SYMBOL + id;
}

/** The names of a session, in order. */
export function readNames(column: string, textOf: SymbolText): string[] {
  const reader = new DigitReader(column);
  const names: string[] = [];
  while (!reader.done) names.push(readName(reader, textOf));
  return names;
}

function readName(reader: DigitReader, textOf: SymbolText): string {
  const mark = reader.take(1);
  if (mark === SYMBOL) return textOf(reader.take(SYMBOL_LENGTH)) ?? '';
  if (mark === INLINE) return unescapeText(reader.take(reader.number()));
  return COMMON[digitIndex(mark)] ?? '';
}

/**
 * What `instr(names, ?)` may look for to find sessions that can hold the event: one of these is in
 * every session that has it. They may be in others too, so the reader still looks at the names.
 */
export function nameNeedles(name: string): string[] {
  const code = CODES.get(name);
  return code === undefined ? [SYMBOL + symbolId(name), inline(name)] : [code];
}

function inline(name: string): string {
  const text = escapeText(name);
  return INLINE + writeNumber(text.length) + text;
}
