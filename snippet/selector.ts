/**
 * The shortest path that means the same element tomorrow: from the nearest lasting `id` on, at most
 * four steps, each with its place among its siblings.
 */
export const selectorOf = (element: Element, steps = 4): string => {
  const { localName, parentElement, id } = element;
  // Names with figures in them change with every release, or every visit.
  if (/^[a-z_-]+$/i.test(id)) return `${localName}#${id}`;
  if (!parentElement || steps < 2) return localName;
  const place = [...parentElement.children].indexOf(element) + 1;
  return `${selectorOf(parentElement, steps - 1)}>${localName}:${place}`;
};
