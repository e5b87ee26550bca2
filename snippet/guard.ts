const ignore = (): void => {};

/** Wraps a callback given to the browser or the page: whatever goes wrong in it stays in it. */
export const guard =
  <A extends unknown[], R>(run: (...args: A) => R): ((...args: A) => R | undefined) =>
  (...args) => {
    try {
      const result = run(...args);
      // Not instanceof: zone.js and others put their own class in the place of Promise.
      (result as Promise<unknown> | undefined)?.catch?.(ignore);
      return result;
    } catch {
      return undefined;
    }
  };
