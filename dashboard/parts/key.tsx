import type { JSX } from 'preact';
import { country, humanise } from '../format/words.ts';
import { Channel } from './channel.tsx';

/** What names a row of a breakdown, by the field that it was broken down by. */
export function Key({ by, value }: { by: string; value: string }): JSX.Element {
  if (by === 'channel' && value !== '' && !value.startsWith('(')) return <Channel name={value} />;
  const text = keyText(by, value);
  return text.startsWith('(') ? <span class="muted">{text}</span> : <bdi>{text}</bdi>;
}

/** The same as text. */
export function keyText(by: string, value: string): string {
  if (value === '') return '(not set)';
  if (by === 'country') return country(value);
  return by === 'event' || by === 'device' ? humanise(value) : value;
}
