/** Names that a build tool or a framework made change with every release. */
const made = /\d{3}|[:.]|--|__/;

/**
 * The shortest path that means the same element tomorrow: up to the nearest own name (`id`,
 * `data-testid`, `name`), else four steps, each with its place among siblings of its kind.
 */
export const selectorOf = (element: Element): string => {
  const path: string[] = [];
  let step: Element | null = element;
  while (step && path.length < 4) {
    const name = step.id || step.getAttribute('data-testid') || step.getAttribute('name');
    if (name && !made.test(name)) {
      path.unshift(`${step.localName}#${name}`);
      break;
    }
    path.unshift(step.localName + place(step));
    step = step.parentElement;
  }
  return path.join('>');
};

const place = (element: Element): string => {
  let before = 0;
  let other = element.previousElementSibling;
  while (other) {
    if (other.localName === element.localName) before++;
    other = other.previousElementSibling;
  }
  return before ? `:${before + 1}` : '';
};
