import { foldForKey } from "./clean-text.js";
import type { FieldId } from "./fields.js";
import type { ExpertRecord } from "./record.js";
import type { Note } from "./judging.js";

type Seen = { readonly record: ExpertRecord; readonly rowNumber: number };

export type Twins = {
  /** Notes on the later row how it relates to an earlier one of the same file. */
  readonly check: (record: ExpertRecord, note: Note) => void;
  /** Remembers a row that lands; rejected rows are not remembered, so a corrected repeat of one can land. */
  readonly remember: (record: ExpertRecord, rowNumber: number) => void;
};

/** More namesakes in one department are not compared: a file of nothing else must not cost the square of its rows. */
const comparedNamesakes = 50;

/**
 * Finds rows of one file that mean the same person. A shared licence or ID number is the same person: a second row at
 * the same institution is refused, at another institution it is a second workplace, under another name it is an error.
 * Without numbers to tell them apart, the same name, institution and department is the same person.
 */
export function findTwins(): Twins {
  const byNumber = new Map<string, Seen>();
  const byNumberAndPlace = new Map<string, number>();
  const byDepartment = new Map<string, Seen[]>();
  const byName = new Map<string, Seen[]>();

  function checkNumber(record: ExpertRecord, [field, key]: NumberKey, note: Note): boolean {
    const first = byNumber.get(key);
    if (first === undefined) return false;
    if (foldForKey(first.record.name) !== foldForKey(record.name)) {
      note(field, "identifier_of_another_name", { row: first.rowNumber });
      return true;
    }
    const samePlace = byNumberAndPlace.get(`${key}@${placeKey(record)}`);
    if (samePlace !== undefined) note(field, "duplicate_row", { row: samePlace });
    else note("institution", "second_workplace", { row: first.rowNumber });
    return true;
  }

  return {
    check: (record, note) => {
      if (numberKeys(record).some((number) => checkNumber(record, number, note))) return;
      const isNamesake = (seen: Seen): boolean => !hasOtherNumber(seen.record, record);
      const twin = departmentKeys(record)
        .flatMap((key) => byDepartment.get(key) ?? [])
        .find(isNamesake);
      const nearby = twin ?? (byName.get(placeKey(record)) ?? []).find(isNamesake);
      if (nearby === undefined) return;
      note("name", twin === undefined ? "same_name_nearby" : "duplicate_row", { row: nearby.rowNumber });
    },
    remember: (record, rowNumber) => {
      const seen = { record, rowNumber };
      for (const [, key] of numberKeys(record)) {
        if (!byNumber.has(key)) byNumber.set(key, seen);
        byNumberAndPlace.set(`${key}@${placeKey(record)}`, rowNumber);
      }
      for (const key of departmentKeys(record)) append(byDepartment, key, seen);
      append(byName, placeKey(record), seen);
    },
  };
}

type NumberKey = readonly [FieldId, string];

const numberKeys = (record: ExpertRecord): readonly NumberKey[] => [
  ...(record.licenceNumber === null ? [] : [["licenceNumber", `licence:${record.licenceNumber}`] as const]),
  ...(record.idNumber === null ? [] : [["idNumber", `id:${record.idNumber}`] as const]),
];

const placeKey = (record: ExpertRecord): string =>
  `${foldForKey(record.name)}@${foldForKey(record.institutionName)}`;

/** By name and by code: "心内科" and "心血管内科" are one department. */
const departmentKeys = (record: ExpertRecord): readonly string[] => [
  ...new Set(
    record.departments.flatMap(({ label, code }) => [
      `${placeKey(record)}:${foldForKey(label)}`,
      ...(code === null ? [] : [`${placeKey(record)}:code:${code}`]),
    ]),
  ),
];

/** Two different licence or ID numbers tell namesakes apart. */
const hasOtherNumber = (a: ExpertRecord, b: ExpertRecord): boolean =>
  differ(a.licenceNumber, b.licenceNumber) || differ(a.idNumber, b.idNumber);

const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;

function append(map: Map<string, Seen[]>, key: string, seen: Seen): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [seen]);
  else if (list.length < comparedNamesakes) list.push(seen);
}
