import type { Sojourn } from './config.ts';
import { json } from './json.ts';
import type { Recorder } from './recorder.ts';
import { random } from './random.ts';

/** Who the visitor is: one visitor never names two users. */
export const identityOf = (recorder: Recorder): Pick<Sojourn, 'identify' | 'alias' | 'reset'> => {
  const { device } = recorder;
  const reset = (): void => {
    // What was made so far stays with the old visitor.
    recorder.seal();
    device.save({ visitor: random(16), said: '', user: '' });
  };
  return {
    reset,
    identify(id, traits, signature) {
      const user = id == null ? '' : `${id}`;
      if (!user) return;
      const known = device.load().user;
      if (known && known !== user) reset();
      const properties = { user_id: user, traits, signature };
      const said = fingerprint(json(properties));
      if (device.load().said === said) return;
      device.save({ said, user });
      recorder.record('identify', properties);
    },
    alias(id, previous) {
      const previous_id = previous ?? device.load().visitor;
      recorder.record('alias', { user_id: `${id}`, previous_id });
    },
  };
};

/** FNV-1a. Traits themselves are not kept on the device. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
};
