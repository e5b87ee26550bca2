/**
 * Properties that `data-sojourn-NAME` attributes give, of the element and all around it, the inner
 * one winning: a product's card can hold its facts once, for every button in it. What describes an
 * item goes into `items`, as GA4 has it. Numbers stay text: the contract takes decimals as either.
 */
export const eventOf = (element: Element): object => {
  const properties: Record<string, string> = {};
  const item: Record<string, string> = {};
  for (let around: Element | null = element; around; around = around.parentElement) {
    for (const { name, value } of around.attributes) {
      const [, key] = name.split('data-sojourn-');
      if (key && key !== 'event')
        (/^(item_|price|quantity|discount|index)/.test(key) ? item : properties)[key] ??= value;
    }
  }
  return { ...properties, ...(item['item_id'] || item['item_name'] ? { items: [item] } : item) };
};
