import type { STAFF_VISITOR } from '../../schema/index.ts';
import { random } from '../random.ts';
import type { Addon } from './addon.ts';

/** What such a browser sends, the collector counts and does not store. */
const staff: typeof STAFF_VISITOR = 'sojourn_is_staff';
/** No visitor is known by it, so it needs no consent. */
const entry = 'sojourn-off';

/** `?sojourn=off` makes this browser one of the site's own staff, `?sojourn=on` a visitor's again. */
export const start: Addon['start'] = (_, __, ___, [adopt]) => {
  const [, asked] = /[?&]sojourn=(off|on)\b/.exec(location.search) ?? [];
  if (asked) remember(asked === 'off');
  if (asked === 'on') adopt(random());
  else if (asked || isStaff()) adopt(staff);
};

const isStaff = (): boolean => {
  try {
    return entry in localStorage;
  } catch {
    return false;
  }
};

const remember = (off: boolean): void => {
  try {
    if (off) localStorage[entry] = 1;
    else delete localStorage[entry];
  } catch {
    // Storage is blocked: it holds for this page.
  }
};
