import annotationById from '../../sql/annotations.by-id.sql';
import annotationDelete from '../../sql/annotations.delete.sql';
import annotationInsert from '../../sql/annotations.insert.sql';
import annotationsList from '../../sql/annotations.list.sql';
import annotationUpdate from '../../sql/annotations.update.sql';
import savedById from '../../sql/saved.by-id.sql';
import savedDelete from '../../sql/saved.delete.sql';
import savedInsert from '../../sql/saved.insert.sql';
import savedList from '../../sql/saved.list.sql';
import savedUpdate from '../../sql/saved.update.sql';
import segmentById from '../../sql/segments.by-id.sql';
import segmentDelete from '../../sql/segments.delete.sql';
import segmentInsert from '../../sql/segments.insert.sql';
import segmentsList from '../../sql/segments.list.sql';
import segmentUpdate from '../../sql/segments.update.sql';

/** What a person makes and names: its members stand in `body`, and their shape is the API's. */
export interface Kept {
  id: string;
  /** Milliseconds since 1970 UTC. */
  updatedAt: number;
  body: Record<string, unknown>;
}

/** Far more than anybody looks through, far less than makes a list slow. */
export const MOST_KEPT = 1_000;

interface Row {
  id: string;
  body: string;
  updated_at: number;
}

interface Statements {
  byId: FixedSql;
  insert: FixedSql;
  list: FixedSql;
  update: FixedSql;
  remove: FixedSql;
}

export type KeptTable = 'segments' | 'saved' | 'annotations';

const TABLES: Record<KeptTable, Statements> = {
  segments: {
    byId: segmentById,
    insert: segmentInsert,
    list: segmentsList,
    update: segmentUpdate,
    remove: segmentDelete,
  },
  saved: {
    byId: savedById,
    insert: savedInsert,
    list: savedList,
    update: savedUpdate,
    remove: savedDelete,
  },
  annotations: {
    byId: annotationById,
    insert: annotationInsert,
    list: annotationsList,
    update: annotationUpdate,
    remove: annotationDelete,
  },
};

/** Those of one kind of one site. */
export interface Keeper {
  byId(id: string): Promise<Kept | undefined>;
  /** By id; up to `limit` after one. */
  list(after: string, limit: number): Promise<Kept[]>;
  /** False where the site has as many as it may have. */
  add(kept: Kept): Promise<boolean>;
  /** False where there is none of this id. */
  change(kept: Kept): Promise<boolean>;
  remove(id: string): Promise<boolean>;
}

export function keeperOf(db: D1Database, table: KeptTable, site: number): Keeper {
  const { byId, insert, list, update, remove } = TABLES[table];
  const bound = (sql: FixedSql, ...values: (string | number)[]): D1PreparedStatement =>
    db.prepare(sql).bind(site, ...values);
  const changes = async (statement: D1PreparedStatement): Promise<boolean> =>
    (await statement.run()).meta.changes > 0;
  return {
    async byId(id) {
      const row = await bound(byId, id).first<Row>();
      return row === null ? undefined : keptOf(row);
    },
    async list(after, limit) {
      const { results } = await bound(list, after, limit).all<Row>();
      return results.map(keptOf);
    },
    add: ({ id, body, updatedAt }) =>
      changes(bound(insert, id, JSON.stringify(body), updatedAt, MOST_KEPT)),
    change: ({ id, body, updatedAt }) =>
      changes(bound(update, id, JSON.stringify(body), updatedAt)),
    remove: (id) => changes(bound(remove, id)),
  };
}

function keptOf({ id, body, updated_at }: Row): Kept {
  // Written by this API alone, so its shape is known.
  return { id, updatedAt: updated_at, body: JSON.parse(body) as Record<string, unknown> };
}
