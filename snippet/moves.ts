import { guard } from './guard.ts';
import { listen } from './listen.ts';

/** Calls back when the address may have changed without a load, except where it was corrected. */
export const watchMoves = (moved: () => unknown): void => {
  if (window.navigation) {
    listen(
      'currententrychange',
      ({ navigationType }: NavigationCurrentEntryChangeEvent) =>
        navigationType !== 'replace' && moved(),
      navigation,
    );
  } else {
    const push = history.pushState.bind(history);
    history.pushState = (...state) => {
      push(...state);
      guard(moved)();
    };
    listen('popstate', moved);
  }
};
