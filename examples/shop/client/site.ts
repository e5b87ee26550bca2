// Runs before the tag, which is deferred: `?site=ID` makes this browser tab record for another site,
// so that tests and curious people need not build the shop anew.
const KEY = 'marl.site';

function chosen(): string | null {
  try {
    const asked = new URLSearchParams(location.search).get('site');
    if (asked !== null && /^[a-z][a-z0-9-]{1,62}$/.test(asked)) sessionStorage.setItem(KEY, asked);
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // Storage is closed to us: the tag stays as it is.
  }
}

function choose(site: string | null): void {
  if (site !== null) document.querySelector('script[data-site]')?.setAttribute('data-site', site);
}

choose(chosen());
