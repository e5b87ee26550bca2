import type { JSX } from 'preact';
import { Route, Router, useLocation } from 'preact-iso';
import type { Site } from '../api/shapes.ts';
import { CustomerPage } from '../pages/customer.tsx';
import { Customers } from '../pages/customers.tsx';
import { FunnelPage } from '../pages/funnel.tsx';
import { Journeys } from '../pages/journeys.tsx';
import { NotFound } from '../pages/not-found.tsx';
import { OverviewPage } from '../pages/overview.tsx';

/** The page that the address names. */
export function Pages({ site }: { site: Site | undefined }): JSX.Element {
  const { path } = useLocation();
  if (!site || !canDecode(path)) return <NotFound />;
  return (
    <Router key={site.id} onRouteChange={focusHeading}>
      <Route path="/sites/:site" component={OverviewPage} site={site} />
      <Route path="/sites/:site/customers" component={Customers} site={site} />
      <Route path="/sites/:site/customers/:id" component={CustomerPage} site={site} />
      <Route path="/sites/:site/journeys" component={Journeys} site={site} />
      <Route path="/sites/:site/funnel" component={FunnelPage} site={site} />
      <Route default component={NotFound} />
    </Router>
  );
}

/** The router decodes each segment and throws on a lone `%`. */
function canDecode(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** A reader of the screen hears where a link has led, and the keyboard goes on from there. */
function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus();
}
