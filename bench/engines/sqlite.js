// SQLite's full-text index FTS5, in memory, without the texts themselves.
import Database from "better-sqlite3";
import { askAll, build, buildOf, peakMb } from "../measure.js";
import { codesOf, pairsOf } from "../pool.js";

export async function run(n, limits) {
  const database = new Database(":memory:");
  database.exec("create virtual table expert using fts5(codes, text, content='', tokenize='unicode61')");
  const insert = database.prepare("insert into expert(rowid, codes, text) values (?, ?, ?)");
  const took = await build(n, (portion) =>
    database.transaction(() => {
      for (const one of portion)
        insert.run(Number(one.id) + 1, codesOf(one).join(" "), pairsOf(one.text).join(" "));
    })(),
  );
  const select = database.prepare(
    "select rowid - 1 as id from expert where expert match ? order by bm25(expert, 4.0, 1.0) limit 20",
  );
  const ask = (words) => select.all(words.join(" OR ")).map(({ id }) => id);
  const quoted = (word) => `"${word}"`;
  return {
    build: buildOf(took),
    peakMb: peakMb(),
    modes: {
      or: await askAll((q) => ask([...codesOf(q), ...new Set(pairsOf(q.text))].map(quoted)), limits),
      codes: await askAll((q) => ask(codesOf(q).map((code) => `codes:${quoted(code)}`)), limits),
    },
  };
}
