import { GLAZES, productOf, type GlazeId, type Product } from '../catalogue.ts';
import type { Line } from '../item.ts';
import { recall, remember } from './memory.ts';

interface Kept {
  id: string;
  glaze: GlazeId;
  quantity: number;
}

/** The cart as it was left; what is no longer sold is gone from it. */
export function cartLines(): readonly Line[] {
  return linesOf(recall('cart'));
}

export function linesOf(kept: unknown): readonly Line[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((each: Partial<Kept> | null) => {
    const product = productOf(each?.id ?? '');
    const { glaze, quantity = 0 } = each ?? {};
    if (!product || !glaze || !(glaze in GLAZES) || !(quantity > 0)) return [];
    return [{ product, glaze, quantity }];
  });
}

export function keptOf(lines: readonly Line[]): readonly Kept[] {
  return lines.map(({ product, glaze, quantity }) => ({ id: product.id, glaze, quantity }));
}

/** Adds so many of a product, or takes them out where the number is negative. */
export function change(product: Product, glaze: GlazeId, by: number): void {
  const lines = [...cartLines()];
  const at = lines.findIndex((line) => line.product === product && line.glaze === glaze);
  const quantity = (lines[at]?.quantity ?? 0) + by;
  lines.splice(at === -1 ? lines.length : at, 1, { product, glaze, quantity });
  save(lines.filter((line) => line.quantity > 0));
}

export function emptyCart(): void {
  save([]);
}

function save(lines: readonly Line[]): void {
  remember('cart', keptOf(lines));
  showCount();
}

/** The number beside the word in the header. */
export function showCount(): void {
  const badge = document.querySelector<HTMLElement>('[data-count]');
  if (!badge) return;
  const count = cartLines().reduce((sum, { quantity }) => sum + quantity, 0);
  badge.textContent = String(count);
  badge.hidden = count === 0;
}
