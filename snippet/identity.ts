import type { Sojourn } from './config.ts';
import { forget, recall, remember } from './device.ts';
import { json } from './json.ts';
import { record, seal } from './recorder.ts';

/** Starts a new visitor. What was made so far stays with the old one. */
export const reset = (): void => {
  seal();
  forget();
};

/** One visitor never names two users. */
export const identify: Sojourn['identify'] = (id, traits, signature) => {
  const user = `${id}`;
  if (!id) return;
  const known = recall().user;
  if (known && known !== user) reset();
  const properties = { user_id: user, traits, signature };
  // Traits themselves are not kept on the device: a fingerprint of them is.
  let said = 0;
  for (const sign of json(properties)) said = (said * 31 + sign.charCodeAt(0)) | 0;
  if (recall().said === said) return;
  remember({ said, user });
  record('identify', properties);
};

export const alias: Sojourn['alias'] = (user, previous) =>
  record('alias', { user_id: `${user}`, previous_id: previous ?? recall().visitor });
