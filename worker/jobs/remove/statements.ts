import accounts from '../../sql/accounts.remove-site.sql';
import annotations from '../../sql/annotations.remove-site.sql';
import archived from '../../sql/archived.remove-site.sql';
import audit from '../../sql/audit.remove-site.sql';
import cache from '../../sql/cache.remove-site.sql';
import deadLetters from '../../sql/dead_letters.remove-site.sql';
import deliveries from '../../sql/deliveries.remove-site.sql';
import edges from '../../sql/edges.remove-site.sql';
import erasures from '../../sql/erasures.remove-site.sql';
import held from '../../sql/held.remove-site.sql';
import keys from '../../sql/keys.remove-site.sql';
import lakeGone from '../../sql/lake_gone.remove-site.sql';
import lakeParts from '../../sql/lake_parts.remove-site.sql';
import lakes from '../../sql/lakes.remove-site.sql';
import ledger from '../../sql/ledger.remove-site.sql';
import members from '../../sql/members.remove-site.sql';
import noted from '../../sql/noted.remove-site.sql';
import orders from '../../sql/orders.remove-site.sql';
import privacy from '../../sql/privacy.remove-site.sql';
import quarantine from '../../sql/quarantine.remove-site.sql';
import saved from '../../sql/saved.remove-site.sql';
import segments from '../../sql/segments.remove-site.sql';
import sessions from '../../sql/sessions.remove-site.sql';
import spreads from '../../sql/spreads.remove-site.sql';
import stages from '../../sql/stages.remove-site.sql';
import symbols from '../../sql/symbols.remove-site.sql';
import tombstones from '../../sql/tombstones.remove-site.sql';
import touchpoints from '../../sql/touchpoints.remove-site.sql';
import triggers from '../../sql/triggers.remove-site.sql';
import users from '../../sql/users.remove-site.sql';
import type { SiteTable } from '../../stores/stores.ts';

/** What deletes a site's rows; those of big tables take how many at most. */
export const STATEMENTS: Record<SiteTable, FixedSql> = {
  keys,
  sessions,
  symbols,
  edges,
  users,
  touchpoints,
  orders,
  quarantine,
  dead_letters: deadLetters,
  tombstones,
  ledger,
  cache,
  accounts,
  privacy,
  erasures,
  segments,
  saved,
  annotations,
  stages,
  triggers,
  deliveries,
  members,
  audit,
  archived,
  lake_gone: lakeGone,
  lake_parts: lakeParts,
  lakes,
  noted,
  held,
  spreads,
};
