import { foldForKey } from "./clean-text.js";
import type { FieldId } from "./fields.js";
import type { ExpertRecord } from "./record.js";
import type { Note } from "./rows.js";

type Seen = { readonly record: ExpertRecord; readonly rowNumber: number };

export type Twins = {
  /** Notes on the later row how it relates to an earlier one of the same file. */
  readonly check: (record: ExpertRecord, note: Note) => void;
  /** Remembers a row that lands; rejected rows are not remembered, so a corrected repeat of one can land. */
  readonly remember: (record: ExpertRecord, rowNumber: number) => void;
};

/**
 * Finds rows of one file that mean the same person. A shared licence or ID number is the same person: a second row at
 * the same institution is refused, at another institution it is a second workplace, under another name it is an error.
 * Without numbers to tell them apart, the same name, institution and department is the same person.
 */
export function findTwins(): Twins {
  const byNumber = new Map<string, Seen[]>();
  const byName = new Map<string, Seen[]>();
  const numbers = (record: ExpertRecord): readonly (readonly [FieldId, string])[] => [
    ...(record.licenceNumber === null ? [] : [["licenceNumber", `licence:${record.licenceNumber}`] as const]),
    ...(record.idNumber === null ? [] : [["idNumber", `id:${record.idNumber}`] as const]),
  ];
  const nameKey = (record: ExpertRecord): string =>
    `${foldForKey(record.name)}@${foldForKey(record.institutionName)}`;
  return {
    check: (record, note) => {
      for (const [field, key] of numbers(record)) {
        const earlier = byNumber.get(key) ?? [];
        const other = earlier.find((seen) => foldForKey(seen.record.name) !== foldForKey(record.name));
        if (other !== undefined) {
          note(field, "identifier_of_another_name", { row: other.rowNumber });
          return;
        }
        const same = earlier.find((seen) => nameKey(seen.record) === nameKey(record));
        if (same !== undefined) {
          note(field, "duplicate_row", { row: same.rowNumber });
          return;
        }
        const [first] = earlier;
        if (first !== undefined) {
          note("institution", "second_workplace", { row: first.rowNumber });
          return;
        }
      }
      const namesakes = (byName.get(nameKey(record)) ?? []).filter(
        (seen) => !hasOtherNumber(seen.record, record),
      );
      const twin = namesakes.find((seen) => sharesDepartment(seen.record, record));
      if (twin !== undefined) {
        note("name", "duplicate_row", { row: twin.rowNumber });
        return;
      }
      const [nearby] = namesakes;
      if (nearby !== undefined) note("name", "same_name_nearby", { row: nearby.rowNumber });
    },
    remember: (record, rowNumber) => {
      const seen = { record, rowNumber };
      for (const [, key] of numbers(record)) append(byNumber, key, seen);
      append(byName, nameKey(record), seen);
    },
  };
}

const append = (map: Map<string, Seen[]>, key: string, seen: Seen): void => {
  const list = map.get(key);
  if (list === undefined) map.set(key, [seen]);
  else list.push(seen);
};

/** Two different licence or ID numbers tell namesakes apart. */
const hasOtherNumber = (a: ExpertRecord, b: ExpertRecord): boolean =>
  differ(a.licenceNumber, b.licenceNumber) || differ(a.idNumber, b.idNumber);

const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;

function sharesDepartment(a: ExpertRecord, b: ExpertRecord): boolean {
  const keys = new Set(a.departments.flatMap(departmentKeys));
  return b.departments.flatMap(departmentKeys).some((key) => keys.has(key));
}

const departmentKeys = ({ label, code }: ExpertRecord["departments"][number]): string[] =>
  code === null ? [foldForKey(label)] : [foldForKey(label), `code:${code}`];
