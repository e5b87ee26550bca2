/** Names with figures in them change with every release, or every visit. */
const lasting = /^[a-z_-]+$/i;

/**
 * The shortest path that means the same element tomorrow: from the nearest lasting name (`id`,
 * `name`) on, at most four steps, each with its place among siblings of its kind.
 */
export const selectorOf = (element: Element, steps = 4): string => {
  const { localName, parentElement, id } = element;
  const name = id || element.getAttribute('name') || '';
  if (lasting.test(name)) return `${localName}#${name}`;
  if (!parentElement || steps < 2) return localName;
  const alike = [...parentElement.children].filter((other) => other.localName === localName);
  const place = alike[1] ? `:${alike.indexOf(element) + 1}` : '';
  return `${selectorOf(parentElement, steps - 1)}>${localName}${place}`;
};
