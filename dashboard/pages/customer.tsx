import type { JSX } from 'preact';
import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Journey, Page, Profile, Site, Step } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { usePages } from '../api/use-pages.ts';
import { humanise } from '../format/words.ts';
import { Icon } from '../parts/icon.tsx';
import { alsoKnownAs, Avatar, nameOf, stageOf } from '../parts/person.tsx';
import { Stage } from '../parts/stage.tsx';
import { Empty, Failed, Loading, More } from '../parts/states.tsx';
import { Title } from '../shell/title.tsx';
import { Drawing } from '../timeline/drawing.tsx';
import { Facts } from '../timeline/facts.tsx';
import { Legend } from '../timeline/legend.tsx';
import { lineOf } from '../timeline/line.ts';
import { Steps } from '../timeline/steps.tsx';

/** Steps fetched at once; the drawing shows what is fetched. */
const STEPS = '500';

/** One customer: the way drawn, then every step of it, the facts beside. */
export function CustomerPage({
  site,
  params,
}: {
  site: Site;
  params?: { id?: string };
}): JSX.Element {
  const id = params?.id ?? '';
  const path = apiPath(site.id, 'customers', id);
  const profile = useLoad<{ data: Profile } | Profile>(path);
  if (profile.error !== undefined) {
    return (
      <>
        <Back site={site} />
        <Title>Customer</Title>
        <Failed error={profile.error} retry={profile.retry} />
      </>
    );
  }
  if (!profile.data || profile.loading) {
    return (
      <>
        <Back site={site} />
        <Title>Customer</Title>
        <Loading lines={8} />
      </>
    );
  }
  const customer = 'data' in profile.data ? profile.data.data : profile.data;
  return (
    <>
      <Back site={site} />
      <Head customer={customer} />
      <Way key={customer.id} site={site} customer={customer} />
    </>
  );
}

function Back({ site }: { site: Site }): JSX.Element {
  return (
    <a class="back" href={pagePath(site.id, 'customers')}>
      <Icon name="back" />
      Customers
    </a>
  );
}

function Head({ customer }: { customer: Profile }): JSX.Element {
  const stage = stageOf(customer);
  const word = customer.word ?? customer.trade_word;
  return (
    <header class="person-head">
      <Avatar customer={customer} />
      <div class="person-words">
        <Title>{nameOf(customer)}</Title>
        <p class="muted">
          <bdi>{alsoKnownAs(customer)}</bdi>
        </p>
      </div>
      <div class="person-stage">
        {stage && <Stage stage={stage} />}
        {word && <span class="tag">{humanise(word)}</span>}
        {stage?.reason && (
          <p class="muted small">
            <bdi>{stage.reason}</bdi>
          </p>
        )}
      </div>
    </header>
  );
}

function Way({ site, customer }: { site: Site; customer: Profile }): JSX.Element {
  const path = apiPath(site.id, 'customers', customer.id);
  const steps = usePages<Step>(withQuery(`${path}/timeline`, { limit: STEPS }));
  const journeys = useLoad<Page<Journey>>(
    withQuery(apiPath(site.id, 'journeys'), { customer: customer.id, limit: '1000' }),
  );
  const line = lineOf(steps.items, journeys.data?.data);
  // Together, so that no journey looks open for a moment that is not.
  const waiting =
    (steps.fresh && steps.error === undefined) || (journeys.loading && !journeys.data);
  return (
    <div class="person">
      <section class="card card-drawing" aria-label="The way so far">
        {waiting && <Loading lines={5} />}
        {!waiting && line.entries.length > 0 && (
          <>
            <Drawing line={line} site={site} />
            <Legend line={line} />
          </>
        )}
        {journeys.error !== undefined && <Failed error={journeys.error} retry={journeys.retry} />}
        {steps.error !== undefined && <Failed error={steps.error} retry={steps.retry} />}
        {!waiting && steps.error === undefined && line.entries.length === 0 && (
          <Empty title="No steps">
            <p>Nothing is stored of this customer's sessions and contacts.</p>
          </Empty>
        )}
      </section>
      <section class="person-steps" aria-labelledby="steps-name">
        {!waiting && line.entries.length > 0 && (
          <h2 id="steps-name">
            Every step
            {line.entries.some(({ step }) => step.demo) && <span class="tag">Demo data</span>}
          </h2>
        )}
        {!waiting && <Steps line={line} site={site} />}
        <More more={steps.more} loading={steps.loading} what="steps" />
      </section>
      <Facts customer={customer} site={site} />
    </div>
  );
}
