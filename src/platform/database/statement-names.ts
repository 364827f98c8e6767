/** So often a text is sent as it is before it is prepared; a driver of JDBC waits as long. */
const sightings = 5;
/** Each prepared statement holds its plan in each connection: tens of kilobytes. */
const mostNames = 300;
/** Texts that are counted; those with lists of any length come in ever new ones. */
const mostCounted = 2000;
const longest = 6000;

/** Which statements are worth preparing, and under which name; the same for all connections of a pool. */
export function statementNames(): {
  /** Undefined: it is sent as it is. */
  nameOf(sql: string): string | undefined;
  /** From now on every statement has another name, so that it is prepared anew. */
  renew(): void;
} {
  const names = new Map<string, string>();
  const seen = new Map<string, number>();
  let generation = 0;
  return {
    nameOf(sql) {
      const known = names.get(sql);
      if (known !== undefined) return known;
      if (names.size >= mostNames || sql.length > longest) return undefined;
      const count = (seen.get(sql) ?? 0) + 1;
      if (count < sightings) {
        if (seen.size >= mostCounted) seen.clear();
        seen.set(sql, count);
        return undefined;
      }
      seen.delete(sql);
      const name = `consilium_${generation}_${names.size}`;
      names.set(sql, name);
      return name;
    },
    renew() {
      generation++;
      names.clear();
    },
  };
}
