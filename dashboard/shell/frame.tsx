import type { ComponentChildren, JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';
import { mayChange, maySeePeople, signOut } from '../api/key.ts';
import { pagePath, withQuery } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { Choice, type Options } from '../parts/choice.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { carriedTo } from './carried.ts';
import { Mark } from './mark.tsx';

interface FrameProps {
  sites?: Site[];
  site?: Site | undefined;
  children?: ComponentChildren;
}

/** What is around every page: the site, the ways to the other pages, the way out. */
export function Frame({ sites, site, children }: FrameProps): JSX.Element {
  return (
    <div class="frame">
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="side">
        <a class="brand" href="/">
          <Mark />
          <span>Sojourn</span>
        </a>
        {sites && <SiteSwitch sites={sites} site={site} />}
        {site && <Ways site={site} />}
        <div class="side-end">
          <a class="way" href="/docs" target="_blank" rel="noopener">
            <Icon name="page" />
            <span>API docs</span>
          </a>
          <button type="button" class="way" onClick={() => signOut()}>
            <Icon name="out" />
            <span>Sign out</span>
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function SiteSwitch({ sites, site }: { sites: Site[]; site: Site | undefined }): JSX.Element {
  const { route } = useLocation();
  const named: Options = sites.map(({ id, name }) => [id, name || id]);
  return (
    <div class="site-switch">
      <Choice
        label="Site"
        options={site ? named : [['', 'Choose a site'], ...named]}
        value={site?.id ?? ''}
        onChoose={(id) => {
          if (id !== '') route(pagePath(id));
        }}
      />
    </div>
  );
}

const WAYS: [icon: IconName, label: string, segment?: string][] = [
  ['overview', 'Overview'],
  ['paths', 'Paths', 'paths'],
  ['funnel', 'Funnel', 'funnel'],
  ['friction', 'Friction', 'friction'],
  ['change', 'Changes', 'changes'],
  ['compare', 'Compare', 'compare'],
  ['revenue', 'Revenue', 'revenue'],
  ['attribution', 'Attribution', 'attribution'],
  ['retention', 'Retention', 'retention'],
  ['stages', 'Stages', 'stages'],
  ['map', 'Journey map', 'map'],
  ['segments', 'Segments', 'segments'],
  ['cart', 'Carts', 'carts'],
  ['search', 'Searches', 'searches'],
  ['saved', 'Saved', 'saved'],
  ['health', 'Site health', 'health'],
];

/** For keys that see people; they stand below the overview. */
const OF_PEOPLE: typeof WAYS = [
  ['customers', 'Customers', 'customers'],
  ['accounts', 'Accounts', 'accounts'],
  ['journeys', 'Journeys', 'journeys'],
];

/** For keys that may change things. */
const CHANGERS: typeof WAYS = [['trigger', 'Triggers', 'triggers']];

/** The pages that the key in use may see. */
function waysOf(): typeof WAYS {
  const [overview, ...reports] = WAYS;
  return [
    ...(overview ? [overview] : []),
    ...(maySeePeople() ? OF_PEOPLE : []),
    ...reports,
    ...(mayChange() ? CHANGERS : []),
  ];
}

function Ways({ site }: { site: Site }): JSX.Element {
  const { path, query } = useLocation();
  const row = useRef<HTMLElement>(null);
  // On a phone the row is wider than the screen: the page that is open is seen in it.
  useEffect(() => {
    const open = row.current?.querySelector('[aria-current]');
    open?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
  return (
    <nav class="ways" aria-label="Pages" ref={row}>
      {waysOf().map(([icon, label, segment]) => {
        const page = segment ? pagePath(site.id, segment) : pagePath(site.id);
        const inside = path === page || (segment !== undefined && path.startsWith(`${page}/`));
        const href = withQuery(page, carriedTo(segment, query));
        return (
          <a key={label} class="way" href={href} aria-current={inside ? 'page' : undefined}>
            <Icon name={icon} />
            <span>{label}</span>
          </a>
        );
      })}
    </nav>
  );
}
