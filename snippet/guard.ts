/** Wraps a callback given to the browser or the page: whatever goes wrong in it stays in it. */
export const guard =
  <A extends unknown[], R>(run: (...args: A) => R): ((...args: A) => R | undefined) =>
  (...args) => {
    try {
      return run(...args);
    } catch {
      return undefined;
    }
  };
