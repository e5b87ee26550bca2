import { expect, test } from 'vitest';
import { PageNumbers } from '../../worker/history/page-numbers.ts';

test('a symbol stands for what its own database says', () => {
  const asked: string[] = [];
  const pages = new PageNumbers((page) => asked.push(page));
  const [here, there] = [(): string => '/a', (): string => '/b'];
  expect(pages.ofSymbol(7, here)).toBeUndefined();
  expect(pages.tell(7, '/a')).toBe(1);
  expect(pages.ofSymbol(7, there)).toBeUndefined();
  expect(pages.tell(7, '/b')).toBe(2);
  expect([pages.ofSymbol(7, here), pages.ofSymbol(7, there)]).toEqual([1, 2]);
  expect([pages.of('/b'), pages.of('/a')]).toEqual([2, 1]);
  expect(asked).toEqual(['/a', '/b']);
});
