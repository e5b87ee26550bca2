const numbers = /^(price|quantity|value|tax|shipping|discount|index)$/;
const ofItem = /^(item_.*|price|quantity|discount|index|affiliation|location_id)$/;
const prefix = 'data-sojourn-';

/**
 * Properties that `data-sojourn-NAME` attributes give, of the element and all around it, the inner
 * one winning: a product's card can hold its facts once, for every button in it. What describes an
 * item goes into `items`, as GA4 has it.
 */
export const eventOf = (element: Element): object => {
  const properties: Record<string, unknown> = {};
  const item: Record<string, unknown> = {};
  let around: Element | null = element;
  while (around) {
    for (const { name, value } of around.attributes) {
      if (!name.startsWith(prefix) || name === `${prefix}event`) continue;
      const key = name.slice(prefix.length);
      const into = ofItem.test(key) ? item : properties;
      if (!(key in into)) into[key] = numbers.test(key) && value.trim() ? Number(value) : value;
    }
    around = around.parentElement;
  }
  if (item['item_id'] ?? item['item_name']) properties['items'] = [item];
  else Object.assign(properties, item);
  return properties;
};
