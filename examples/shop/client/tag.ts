import type { Sojourn } from '../../../snippet/config.ts';

/** The tag's functions; none where it is blocked, which must not keep anybody from shopping. */
function tag(): Partial<Sojourn> {
  return window.sojourn ?? {};
}

export function track(name: string, properties: object): void {
  tag().track?.(name, properties);
}

export function identify(user: string, traits: object): void {
  tag().identify?.(user, traits);
}

export function reset(): void {
  tag().reset?.();
}
