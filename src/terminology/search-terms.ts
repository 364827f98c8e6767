import type { RegionList, SpecialtyList, TitleList } from "./api.js";
import type { z } from "zod";
import type { Procedure, ProcedureList } from "./domain/code-systems/procedures.js";
import { normaliseSpecialty } from "./domain/normalise-specialty.js";
import { regionPath } from "./domain/regions.js";
import { bigrams } from "./domain/specialty.js";
import { lineOf } from "./domain/specialty-tree.js";
import { seniorityOf } from "./domain/titles.js";
import { regionIndex, specialtyIndex, specialtyTree, titleIndex } from "./load.js";

type SpecialtyTerm = z.infer<typeof SpecialtyList>["items"][number];

function specialtyTerm(code: string): SpecialtyTerm {
  const tree = specialtyTree();
  const [, ...above] = lineOf(tree, code);
  return {
    code,
    name: tree.byCode.get(code)?.label ?? code,
    path: above.reverse().map((one) => tree.byCode.get(one)?.label ?? one),
  };
}

/** Best first: what the words mean as a department, then codes that begin with them, then names that hold them. */
export function findSpecialties(query: string): SpecialtyTerm[] {
  const text = query.trim();
  const codes = [...specialtyTree().byCode.keys()];
  if (text === "") return codes.map(specialtyTerm);
  const meant = normaliseSpecialty(specialtyIndex(), text).candidates.map(({ code }) => code);
  const byCode = codes.filter((code) => code.startsWith(text));
  const byName = codes.filter((code) => specialtyTree().byCode.get(code)?.label.includes(text) === true);
  return [...new Set([...meant, ...byCode, ...byName])].map(specialtyTerm);
}

/**
 * Operations by the beginning of their code or by words of their name: the name itself first, then names that end with
 * the words, then shorter before longer; without such a name, those that share most character pairs with it.
 */
export function findProcedures(list: ProcedureList, query: string, limit: number): readonly Procedure[] {
  const words = query
    .normalize("NFKC")
    .split(/\s+/u)
    .filter((word) => word !== "");
  const [first] = words;
  if (first === undefined) return [];
  if (/^\d/u.test(first)) return list.rows.filter(({ code }) => code.startsWith(first)).slice(0, limit);
  const last = words.at(-1) ?? "";
  const rank = (name: string): number => (name === first ? 0 : name.endsWith(last) ? 1 : 2);
  const held = list.rows.filter(({ name }) => words.every((word) => name.includes(word)));
  if (held.length > 0)
    return held
      .sort(
        (a, b) => rank(a.name) - rank(b.name) || a.name.length - b.name.length || (a.code < b.code ? -1 : 1),
      )
      .slice(0, limit);
  const grams = new Set(bigrams(words.join("")));
  return list.rows
    .map((row) => {
      const own = bigrams(row.name);
      return { row, dice: (2 * own.filter((gram) => grams.has(gram)).length) / (own.length + grams.size) };
    })
    .filter(({ dice }) => dice >= 0.4)
    .sort((a, b) => b.dice - a.dice || (a.row.code < b.row.code ? -1 : 1))
    .slice(0, limit)
    .map(({ row }) => row);
}

/** Every official title, highest first within its group. */
export function listTitles(): z.infer<typeof TitleList>["items"] {
  const groups = ["clinical", "teaching", "research"] as const;
  return [...titleIndex().byCode.values()]
    .map((title) => ({
      code: title.code,
      name: title.name,
      group: title.group,
      seniority: seniorityOf(title),
    }))
    .sort(
      (a, b) =>
        groups.indexOf(a.group) - groups.indexOf(b.group) ||
        b.seniority - a.seniority ||
        (a.code < b.code ? -1 : 1),
    );
}

const levels = ["province", "city", "county"] as const;

/** Divisions whose code begins with the query or whose path holds all its words; provinces first, then by code. */
export function findRegions(query: string, limit: number): z.infer<typeof RegionList>["items"] {
  const words = query.split(/\s+/u).filter((word) => word !== "");
  const found: z.infer<typeof RegionList>["items"] = [];
  for (const region of regionIndex().byCode.values()) {
    if (region.name === "市辖区" || region.name === "县") continue;
    const path = regionPath(regionIndex(), region.code);
    const isMeant = words.every((word) => region.code.startsWith(word) || path.join("").includes(word));
    if (isMeant) found.push({ code: region.code, name: region.name, level: region.level, path: [...path] });
  }
  return found
    .sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || (a.code < b.code ? -1 : 1))
    .slice(0, limit);
}
