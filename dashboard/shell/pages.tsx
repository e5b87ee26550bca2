import type { JSX } from 'preact';
import { Route, Router, useLocation } from 'preact-iso';
import type { Site } from '../api/shapes.ts';
import { AccountPage } from '../pages/account.tsx';
import { Accounts } from '../pages/accounts.tsx';
import { AttributionPage } from '../pages/attribution.tsx';
import { CartsPage } from '../pages/carts.tsx';
import { ChangesPage } from '../pages/changes.tsx';
import { CustomerPage } from '../pages/customer.tsx';
import { Customers } from '../pages/customers.tsx';
import { DiffPage } from '../pages/diff.tsx';
import { FrictionPage } from '../pages/friction.tsx';
import { FunnelPage } from '../pages/funnel.tsx';
import { HealthPage } from '../pages/health.tsx';
import { JourneyMapPage } from '../pages/journey-map.tsx';
import { Journeys } from '../pages/journeys.tsx';
import { NotFound } from '../pages/not-found.tsx';
import { isForKey, NotForKey } from '../pages/not-for-key.tsx';
import { OverviewPage } from '../pages/overview.tsx';
import { PathsPage } from '../pages/paths.tsx';
import { RetentionPage } from '../pages/retention.tsx';
import { RevenuePage } from '../pages/revenue.tsx';
import { SavedListPage } from '../pages/saved-list.tsx';
import { SavedPage } from '../pages/saved.tsx';
import { SearchesPage } from '../pages/searches.tsx';
import { NewSegmentPage, SegmentPage } from '../pages/segment.tsx';
import { SegmentListPage } from '../pages/segment-list.tsx';
import { SegmentsPage } from '../pages/segments.tsx';
import { StagesPage } from '../pages/stages.tsx';
import { NewTriggerPage, TriggerPage } from '../pages/trigger.tsx';
import { TriggersPage } from '../pages/triggers.tsx';
import { focusHeading } from './focus.ts';

/** The page that the address names. */
export function Pages({ site }: { site: Site | undefined }): JSX.Element {
  const { path } = useLocation();
  if (!site || !canDecode(path)) return <NotFound />;
  if (!isForKey(path)) return <NotForKey path={path} />;
  return (
    <Router key={site.id} onRouteChange={focusHeading}>
      <Route path="/sites/:site" component={OverviewPage} site={site} />
      <Route path="/sites/:site/customers" component={Customers} site={site} />
      <Route path="/sites/:site/customers/:id" component={CustomerPage} site={site} />
      <Route path="/sites/:site/accounts" component={Accounts} site={site} />
      <Route path="/sites/:site/accounts/:id" component={AccountPage} site={site} />
      <Route path="/sites/:site/journeys" component={Journeys} site={site} />
      <Route path="/sites/:site/funnel" component={FunnelPage} site={site} />
      <Route path="/sites/:site/paths" component={PathsPage} site={site} />
      <Route path="/sites/:site/friction" component={FrictionPage} site={site} />
      <Route path="/sites/:site/changes" component={ChangesPage} site={site} />
      <Route path="/sites/:site/compare" component={DiffPage} site={site} />
      <Route path="/sites/:site/retention" component={RetentionPage} site={site} />
      <Route path="/sites/:site/revenue" component={RevenuePage} site={site} />
      <Route path="/sites/:site/attribution" component={AttributionPage} site={site} />
      <Route path="/sites/:site/stages" component={StagesPage} site={site} />
      <Route path="/sites/:site/map" component={JourneyMapPage} site={site} />
      <Route path="/sites/:site/segments" component={SegmentsPage} site={site} />
      <Route path="/sites/:site/segments/saved" component={SegmentListPage} site={site} />
      <Route path="/sites/:site/segments/new" component={NewSegmentPage} site={site} />
      <Route path="/sites/:site/segments/:id" component={SegmentPage} site={site} />
      <Route path="/sites/:site/triggers" component={TriggersPage} site={site} />
      <Route path="/sites/:site/triggers/new" component={NewTriggerPage} site={site} />
      <Route path="/sites/:site/triggers/:id" component={TriggerPage} site={site} />
      <Route path="/sites/:site/carts" component={CartsPage} site={site} />
      <Route path="/sites/:site/searches" component={SearchesPage} site={site} />
      <Route path="/sites/:site/saved" component={SavedListPage} site={site} />
      <Route path="/sites/:site/saved/:id" component={SavedPage} site={site} />
      <Route path="/sites/:site/health" component={HealthPage} site={site} />
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
