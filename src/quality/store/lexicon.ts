import { sql } from "kysely";
import { tablesOf, type Tx } from "../../platform/database/database.js";
import { normaliseSpecialty, regionIndex, specialtyIndex, specialtyTree } from "../../terminology/index.js";
import { indicatorWords } from "../data/indicator-words.js";
import { indicators } from "../data/indicators.js";
import { fixedTerms, provinceNames, specialtyNames } from "../data/question-words.js";
import { buildLexicon, type Lexicon, type Term } from "../domain/question.js";

const everything = tablesOf<unknown>();

const indicatorTerms = (): Term[] =>
  indicators.map(({ code, name }) => ({
    kind: "indicator",
    codes: [code],
    name,
    words: indicatorWords[code] ?? [],
  }));

/** 新疆 of 新疆维吾尔自治区, 杭州 of 杭州市. What would be a single letter stays whole. */
function shortName(name: string): string {
  const short = name
    .replace(/(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$|市$/u, "")
    .replace(
      /(?:蒙古|藏族|彝族|苗族|侗族|傣族|白族|哈尼族|布依族|土家族|朝鲜族|哈萨克|回族|羌族|柯尔克孜|景颇族|傈僳族|壮族)+自治州$/u,
      "",
    );
  return short.length < 2 ? name : short;
}

/** Provinces and cities by whole and short name; counties by the whole name where only one is called so. */
function regionTerms(): Term[] {
  const all = [...regionIndex().byCode.values()];
  const counts = new Map<string, number>();
  for (const { name } of all) counts.set(name, (counts.get(name) ?? 0) + 1);
  return all.flatMap(({ code, name, level }): Term[] => {
    if (level === "county" && (counts.get(name) !== 1 || name.length < 3)) return [];
    if (name === "市辖区" || name === "县" || /直辖县级/u.test(name)) return [];
    const english = provinceNames[code];
    return [
      {
        kind: "region",
        codes: [code],
        name: { zh: name, en: english ?? name },
        words: level === "county" ? [] : [shortName(name)],
      },
    ];
  });
}

/** Every name of a specialty that stands for one code alone, with English names of the usual ones. */
function specialtyTerms(): Term[] {
  const [tree, index] = [specialtyTree(), specialtyIndex()];
  const words = new Map<string, string[]>();
  const add = (code: string, word: string) => words.set(code, [...(words.get(code) ?? []), word]);
  for (const [key, { readings }] of index.names) {
    const [only, ...others] = readings;
    if (only !== undefined && others.length === 0 && key.length > 1) add(only.code, key);
  }
  const englishOf = new Map<string, string>();
  for (const [english, chinese] of specialtyNames) {
    const found = normaliseSpecialty(index, chinese);
    if (found.status !== "resolved") continue;
    add(found.code, english);
    if (!englishOf.has(found.code)) englishOf.set(found.code, english);
  }
  return [...tree.byCode.values()].map(({ code, label }) => ({
    kind: "specialty",
    codes: [code],
    name: { zh: label, en: englishOf.get(code) ?? label },
    words: words.get(code) ?? [],
  }));
}

let settled: readonly Term[] | undefined;
/** What can be asked about whatever the database holds: indicators, regions, specialties, levels, kinds, ways of dividing. */
export const settledTerms = (): readonly Term[] =>
  (settled ??= [...indicatorTerms(), ...fixedTerms, ...regionTerms(), ...specialtyTerms()]);

let bare: Lexicon | undefined;
/** The lexicon without hospitals. */
export const settledLexicon = (): Lexicon => (bare ??= buildLexicon(settledTerms()));

/** The lexicon with the hospitals this person may see, by whole and short name. */
export async function readLexicon(tx: Tx): Promise<Lexicon> {
  const { rows } = await sql<{ id: string; name: string; short_name: string }>`
    select o.id, o.name, o.short_name from organizations.organization o
    join identity.tenant t on t.id = o.id where t.kind = 'hospital' order by o.id`.execute(everything(tx));
  if (rows.length === 0) return settledLexicon();
  return buildLexicon([
    ...settledTerms(),
    ...rows.map((row): Term => ({
      kind: "hospital",
      codes: [row.id],
      name: { zh: row.name, en: row.name },
      words: row.short_name.length > 2 ? [row.short_name] : [],
    })),
  ]);
}
