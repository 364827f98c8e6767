import { pinyin } from "pinyin-pro";
import type { Tx } from "../platform/database/database.js";
import { editsBetween, matchSounds, matchWordSounds, type Sound, spelled } from "./domain/search/sounds.js";
import { poolVersion } from "./pool.js";
import { expertsTables } from "./tables.js";

/** Surnames with two readings in living use; the dictionary's comes first. Source: 现代汉语词典 (第7版), 通用规范汉字表. */
const otherReadings: Readonly<Record<string, string>> = {
  盖: "gai",
  种: "chong",
  朴: "pu",
  乐: "le",
  翟: "di",
  尉: "wei",
  员: "yuan",
  折: "zhe",
  召: "zhao",
  那: "na",
};

/** 吕 is typed lv, lu and, in passports, lyu. Source: GB/T 28039-2011 (ü as yu). */
const typedAs = (reading: string): string[] =>
  /^[ln]v/u.test(reading) ? [reading, reading.replace("v", "u"), reading.replace("v", "yu")] : [reading];

const known = new Map<string, readonly Sound[]>();
const mostKnown = 300_000;

/**
 * How the Chinese characters of a name are read: the first one as a surname (单 shan, 解 xie, 仇 qiu), or the first two.
 * Other characters have no sound. For anything but a name, as `word`.
 */
export function soundsOf(text: string, kind: "name" | "word" = "name"): readonly Sound[] {
  const key = `${kind} ${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const places: number[] = [];
  let han = "";
  for (let at = 0; at < text.length; at++)
    if (/\p{Script=Han}/u.test(text.charAt(at))) {
      places.push(at);
      han += text.charAt(at);
    }
  const readings =
    han === ""
      ? []
      : pinyin(han, { toneType: "none", type: "array", v: true, surname: kind === "name" ? "head" : "off" });
  const sounds = places.map((at, i): Sound => {
    const usual = (readings[i] ?? "").replace("ü", "v");
    const other = kind === "name" && i === 0 ? otherReadings[han.charAt(0)] : undefined;
    return { at, readings: [...typedAs(usual), ...(other === undefined || other === usual ? [] : [other])] };
  });
  if (known.size >= mostKnown) known.clear();
  known.set(key, sounds);
  return sounds;
}

/** Names and departments of the whole pool with their sounds. */
export interface NameIndex {
  /** Practitioners whose names the letters fit: from the beginning, or else inside. */
  peopleBySound(letters: string): { readonly best: string[]; readonly others: string[] };
  departmentsBySound(letters: string): string[];
  /** At most three names of the pool that are spelled or sound most like the word, nearest first, ties by name. */
  nearestNames(word: string, letters: string | undefined): string[];
}

let kept: { readonly epoch: string; readonly version: number; readonly index: NameIndex } | undefined;

/**
 * The index of the pool this transaction sees. Sounds are derived when the pool is read, not stored: they follow every
 * way a name can change, and a better dictionary needs no migration. Reading goes over the directory, which is the same
 * for whoever asks; what is found is asked of the database again, under the asker's eyes.
 */
export async function nameIndex(tx: Tx): Promise<NameIndex> {
  const { epoch, version, isSettled } = await poolVersion(tx);
  if (isSettled && kept?.epoch === epoch && kept.version === version) return kept.index;
  const db = expertsTables(tx);
  const people = await db.selectFrom("experts.practitioner").select(["id", "name"]).orderBy("id").execute();
  const departments = await db
    .selectFrom("experts.practitioner_role")
    .select("department_name")
    .distinct()
    .orderBy("department_name")
    .execute();
  const index = indexOf(
    people,
    departments.map((row) => row.department_name),
  );
  if (isSettled) kept = { epoch, version, index };
  return index;
}

function indexOf(
  people: readonly { readonly id: string; readonly name: string }[],
  departments: readonly string[],
): NameIndex {
  return {
    peopleBySound(letters) {
      const best: string[] = [];
      const others: string[] = [];
      for (const { id, name } of people) {
        const match = matchSounds(letters, soundsOf(name));
        // One letter stands inside most names: it counts at the beginning only.
        if (match === undefined || (match.rank === 3 && letters.length === 1)) continue;
        (match.rank <= 2 ? best : others).push(id);
      }
      return { best, others };
    },
    departmentsBySound: (letters) =>
      departments.filter((name) => matchWordSounds(letters, soundsOf(name, "word")) !== undefined),
    nearestNames(word, letters) {
      const sought = letters ?? spelled(soundsOf(word));
      if (sought.length < 3) return [];
      const near = new Map<string, number>();
      for (const { name } of people) {
        if (near.has(name)) continue;
        const bySound = editsBetween(sought, spelled(soundsOf(name)), 2);
        const byShape = letters === undefined ? editsBetween(word, name, 1) : 2;
        // One character of three may be wrong; of two, only its sound may help.
        const distance = Math.min(bySound, byShape <= 1 && word.length >= 3 ? 1 : 3);
        if (distance <= 2) near.set(name, distance);
      }
      return [...near]
        .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
        .slice(0, 3)
        .map(([name]) => name);
    },
  };
}
