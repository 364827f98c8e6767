import { sql } from "kysely";

/**
 * `column` is one of these uuids. One parameter for any number, so that the statement has one text and is prepared once; a single one
 * is compared as such, for which PostgreSQL keeps its plan.
 */
export const among = (column: string, ids: Iterable<string>) => {
  const different = [...new Set(ids)];
  const [only] = different;
  return different.length === 1
    ? sql<boolean>`${sql.ref(column)} = ${only}::uuid`
    : sql<boolean>`${sql.ref(column)} = any(${different}::uuid[])`;
};
