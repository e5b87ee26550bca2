import { random } from './random.ts';

/** What is remembered of a visitor on the device. */
export interface Memory {
  /** 96 random bits. */
  visitor: string;
  /** `1` once consent was given. */
  granted: string;
  /** Fingerprint of the last `identify` of this visitor. */
  said: string;
  /** Last user named. */
  user: string;
}

export interface Device {
  /** Read anew each time: another tab may have signed out. */
  load(): Memory;
  save(changed: Partial<Memory>): void;
  /** Starts or ends remembering on the device; ending erases what was remembered. */
  keep(on: boolean): void;
}

/** Fields lie in one entry, separated by a space; the user, who may have spaces, is last. */
export const openDevice = (site: string): Device => {
  const name = `sojourn-${site}`;
  let keeping = false;
  let memory: Memory = { visitor: random(16), granted: '', said: '', user: '' };

  const store = (): void => {
    const { visitor, granted, said, user } = memory;
    try {
      if (keeping) localStorage.setItem(name, `${visitor} ${granted} ${said} ${user}`);
    } catch {
      // Full, or closed to us: the memory is the page's only.
    }
  };
  const load = (): Memory => {
    try {
      const stored = /^([\w-]{16}) (1?) (\w*) ([^]*)$/.exec(localStorage.getItem(name) ?? '');
      const [, visitor, granted = '', said = '', user = ''] = stored ?? [];
      if (visitor) memory = { visitor, granted, said, user };
    } catch {
      // As above.
    }
    return memory;
  };

  return {
    load,
    save(changed) {
      memory = { ...memory, ...changed };
      store();
    },
    keep(on) {
      keeping = on;
      if (on) {
        load();
        return store();
      }
      memory = { visitor: random(16), granted: '', said: '', user: '' };
      try {
        localStorage.removeItem(name);
      } catch {
        // As above.
      }
    },
  };
};
