import { type Ctx, inTx } from "../../identity/index.js";
import { ok, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { listOrganizations, type Organization } from "../../organizations/index.js";
import { specialtyTree } from "../../terminology/index.js";
import type { ExpertList, ExpertQuery } from "../api.js";
import { joinMarks, literalMarks, type Marks } from "../domain/search/marks.js";
import { matchSounds, matchWordSounds, pinyinOf } from "../domain/search/sounds.js";
import { type NameIndex, nameIndex, soundsOf } from "../name-index.js";
import { titleNameOf } from "../store/find-roles.js";
import { type LocalMoment, searchRoles, type SoughtWord } from "../store/search.js";

const mostWords = 5;

const wordsOf = (q: string): string[] =>
  q
    .normalize("NFKC")
    .split(/\s+/u)
    .filter((word) => word !== "")
    .slice(0, mostWords);

const isIcd = /^[a-z]\d{2}(?:\.[\dx]{0,6})?$/iu;
const isSpecialtyCode = /^\d{2}(?:\.\d{2}){0,2}$/u;

/** Codes of 诊疗科目 that the word names: the code itself, or all whose name holds the word. */
function specialtiesBy(word: string): string[] {
  const tree = specialtyTree();
  if (isSpecialtyCode.test(word)) return tree.byCode.has(word) ? [word] : [];
  if (!/^\p{Script=Han}{2,}$/u.test(word)) return [];
  return [...tree.byCode.values()].filter(({ label }) => label.includes(word)).map(({ code }) => code);
}

/** What a typed word may mean. */
function soughtWord(text: string, index: NameIndex, organizations: readonly Organization[]): SoughtWord {
  const letters = pinyinOf(text);
  const low = text.toLowerCase();
  const soundsLike = (name: string): boolean =>
    letters !== undefined && matchWordSounds(letters, soundsOf(name, "word")) !== undefined;
  return {
    text,
    people: letters === undefined ? { best: [], others: [] } : index.peopleBySound(letters),
    departments: letters === undefined ? [] : index.departmentsBySound(letters),
    institutionIds: organizations
      .filter((one) =>
        [one.name, one.shortName, ...one.aliases].some(
          (name) => name.toLowerCase().includes(low) || soundsLike(name),
        ),
      )
      .map(({ id }) => id),
    specialtyCodes: specialtiesBy(text),
    diagnosisCode: isIcd.test(text) ? text.toUpperCase().replace(/\.$/u, "") : undefined,
  };
}

/** 330000 means the province, 330100 the city, 330106 the county. */
const isInRegion = (code: string, region: string): boolean =>
  code.startsWith(region.replace(/(?:00){1,2}$/u, ""));

const weekdays: Readonly<Record<string, number>> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 };

/** The moment on the clocks of each time zone that has an institution. */
function localMoments(now: Instant, organizations: readonly Organization[]): LocalMoment[] {
  const zones = [...new Set(organizations.map(({ timeZone }) => timeZone))];
  return zones.map((timeZone) => {
    const parts = new Intl.DateTimeFormat("en-US", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).formatToParts(new Date(now));
    const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
    return {
      institutionIds: organizations.filter((one) => one.timeZone === timeZone).map(({ id }) => id),
      weekday: weekdays[part("weekday")] ?? 1,
      time: `${part("hour")}:${part("minute")}`,
    };
  });
}

/** What the words found in the text, by letter or by sound. */
function marksOf(text: string, words: readonly string[], kind?: "name" | "word"): [number, number][] {
  const bySound: Marks =
    kind === undefined
      ? []
      : words.flatMap((word) => {
          const letters = pinyinOf(word);
          if (letters === undefined) return [];
          const sounds = soundsOf(text, kind);
          const match = kind === "name" ? matchSounds(letters, sounds) : matchWordSounds(letters, sounds);
          // As it is searched: one letter counts at the beginning of a name only.
          if (match === undefined || (match.rank === 3 && letters.length === 1)) return [];
          return [[match.start, match.end] as const];
        });
  return joinMarks([...literalMarks(text, words), ...bySound]).map(([start, end]) => [start, end]);
}

const specialtyName = (code: string): string => specialtyTree().byCode.get(code)?.label ?? code;

/** Posts of the pool that fit the query, names that fit first. Numbers of people never leave with a list. */
export async function findExperts(ctx: Ctx, query: ExpertQuery): Promise<Result<ExpertList, never>> {
  return inTx(ctx, async (tx) => {
    const organizations = await listOrganizations(tx);
    const names = new Map<string, string>(organizations.map((one) => [one.id, one.name]));
    const words = wordsOf(query.q);
    const index = words.length === 0 ? undefined : await nameIndex(tx);
    const { specialty, institutionId, title, status, mode, region, duty, limit, offset } = query;
    const found = await searchRoles(tx, {
      words: index === undefined ? [] : words.map((word) => soughtWord(word, index, organizations)),
      specialty,
      institutionId,
      title,
      status,
      mode,
      within:
        region === undefined
          ? undefined
          : organizations.filter(({ regionCode }) => isInRegion(regionCode, region)).map(({ id }) => id),
      onDuty: duty === undefined ? undefined : localMoments(tx.now, organizations),
      limit,
      offset,
    });
    const [word] = words;
    return ok({
      total: found.total,
      nearest:
        found.total === 0 && words.length === 1 && word !== undefined && index !== undefined
          ? index.nearestNames(word, pinyinOf(word))
          : [],
      items: found.roles.map((role) => {
        const institutionName = names.get(role.organizationId) ?? "";
        return {
          practitionerId: role.practitionerId,
          practitionerRoleId: role.practitionerRoleId,
          name: role.name,
          institutionId: role.organizationId,
          institutionName,
          departmentName: role.departmentName,
          titleCode: role.titleCode,
          titleName: titleNameOf(role.titleCode) ?? (role.titleText === "" ? null : role.titleText),
          specialties: role.specialtyCodes.map((code) => ({ code, name: specialtyName(code) })),
          skills: role.skills,
          status: role.status,
          dailyCap: role.dailyCap,
          weeklyCap: role.weeklyCap,
          hasAccount: role.personId !== null,
          marks: {
            name: marksOf(role.name, words, "name"),
            departmentName: marksOf(role.departmentName, words, "word"),
            institutionName: marksOf(institutionName, words, "word"),
            skills: marksOf(role.skills, words),
          },
        };
      }),
    });
  });
}
