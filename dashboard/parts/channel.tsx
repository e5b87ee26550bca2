import type { JSX } from 'preact';

/** Channels of GA4's table that have a colour of their own; related ones share it. */
const COLOURS = new Map<string, string>([
  ['direct', 'direct'],
  ['organic search', 'search'],
  ['paid search', 'paid-search'],
  ['organic social', 'social'],
  ['paid social', 'paid-social'],
  ['email', 'email'],
  ['referral', 'referral'],
  ['display', 'display'],
  ['affiliates', 'affiliates'],
  ['organic video', 'video'],
  ['paid video', 'video'],
  ['organic shopping', 'shopping'],
  ['paid shopping', 'shopping'],
  ['ai assistants', 'ai'],
  ['sms', 'sms'],
  ['mobile push', 'sms'],
  ['audio', 'audio'],
  ['cross-network', 'cross'],
  ['paid other', 'display'],
]);

/** Class that carries the channel's colour as `--channel`. */
export function channelClass(channel: string | null | undefined): string {
  return `ch-${COLOURS.get((channel ?? '').toLowerCase()) ?? 'none'}`;
}

/** The channel in words, a dot of its colour before it. */
export function Channel({ name }: { name: string | null | undefined }): JSX.Element {
  if (!name) return <span class="muted">–</span>;
  return (
    <span class={`channel ${channelClass(name)}`}>
      <bdi>{name}</bdi>
    </span>
  );
}
