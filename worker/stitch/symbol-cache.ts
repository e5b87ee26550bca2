import symbolsById from '../sql/symbols.by-id.sql';
import { CodeSet } from './code-set.ts';
import type { Packed } from './pack.ts';
import { SESSION } from './session-row.ts';
import { eachPageSymbol, eachSymbol } from './strings.ts';
import { codeAt, SYMBOL_CAP, SYMBOL_LENGTH, symbolId, type SymbolId } from './symbols.ts';

/** Symbols an isolate remembers over all sites before it starts afresh: some 20 MB. */
const REMEMBERED = 200_000;

/** Symbols of one site that this isolate knows to be in the database. */
export class SiteSymbols {
  readonly #texts = new Map<string, string>();
  /** Their ids as numbers: whole columns are looked through for what is not known. */
  readonly #codes = new CodeSet();
  readonly #site: number;

  constructor(site: number) {
    this.#site = site;
  }

  get size(): number {
    return this.#texts.size;
  }

  readonly textOf = (id: string): string | undefined => this.#texts.get(id);

  remember(symbols: Iterable<readonly [id: string, text: string]>): void {
    for (const [id, text] of symbols) {
      this.#texts.set(id, text);
      this.#codes.add(codeAt(id, 0));
    }
  }

  /**
   * Ids among packed columns whose text is not known here; where there are pages but no properties, of pages
   * alone. Of texts that were cut off after those of pages all that is left is taken: that is quicker.
   */
  unknownIn(
    rows: readonly (Pick<Packed, 'names'> & Partial<Packed> & { flags?: number })[],
  ): string[] {
    const unknown = new Set<string>();
    const see = (column: string, at: number): void => {
      if (!this.#codes.has(codeAt(column, at))) unknown.add(column.slice(at, at + SYMBOL_LENGTH));
    };
    for (const { names, strings, pages, props, ids, flags = 0 } of rows) {
      const isCut = ids === '' && (flags & SESSION.pagesFirst) !== 0;
      if (strings !== undefined && pages !== undefined && props === undefined && !isCut) {
        eachPageSymbol({ pages, strings }, see);
      } else if (strings !== undefined) {
        eachSymbol(strings, see);
      }
      for (let at = names.indexOf('~'); at >= 0; at = names.indexOf('~', at + 1)) {
        see(names, at + 1);
      }
    }
    return [...unknown];
  }

  async load(db: D1Database, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const found = await db
      .prepare(symbolsById)
      .bind(this.#site, JSON.stringify(ids))
      .all<{ id: string; text: string }>();
    this.remember(found.results.map(({ id, text }) => [id, text] as const));
  }

  /**
   * Ids for packing. Texts that are not known to be symbols yet are collected in `fresh`, to be
   * inserted with what is packed; with the site's symbols at their cap, or doomed, they stay inline.
   */
  ids(fresh: Map<string, string>, used: number, doomed?: ReadonlySet<string>): SymbolId {
    // What was said of a text once holds for all that is packed together.
    const said = new Map<string, string | undefined>();
    const idOf: SymbolId = (text) => {
      const id = symbolId(text);
      if (doomed?.has(id)) return undefined;
      const known = this.#texts.get(id) ?? fresh.get(id);
      if (known !== undefined) return known === text ? id : undefined;
      if (used + fresh.size >= SYMBOL_CAP) return undefined;
      fresh.set(id, text);
      return id;
    };
    return (text) => {
      if (said.has(text)) return said.get(text);
      const id = idOf(text);
      said.set(text, id);
      return id;
    };
  }
}

/** Per database binding, so that two databases in one isolate do not share what they hold. */
const caches = new WeakMap<D1Database, Map<number, SiteSymbols>>();

/** The symbols of a site, as far as this isolate has seen them. */
export function symbolsOf(db: D1Database, site: number): SiteSymbols {
  let sites = caches.get(db);
  if (sites === undefined || totalOf(sites) > REMEMBERED) caches.set(db, (sites = new Map()));
  let symbols = sites.get(site);
  if (symbols === undefined) sites.set(site, (symbols = new SiteSymbols(site)));
  return symbols;
}

/** Some of them may be there no more: the next to ask learns them anew. */
export function forgetSymbols(db: D1Database, site: number): void {
  caches.get(db)?.delete(site);
}

function totalOf(sites: Map<number, SiteSymbols>): number {
  let total = 0;
  for (const symbols of sites.values()) total += symbols.size;
  return total;
}
