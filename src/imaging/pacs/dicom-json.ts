import { z } from "zod";
import { plainText } from "../domain/charset.js";
import { readName, shownName } from "../domain/person-name.js";

/** DICOM JSON as servers write it, no more of it than is read. Source: DICOM PS3.18 annex F. */
const Attribute = z.looseObject({ Value: z.array(z.unknown()).optional() });
const DataSet = z.record(z.string(), Attribute);
export const DataSets = z.array(DataSet).max(10_000);
export type DataSet = z.infer<typeof DataSet>;

const first = (dataSet: DataSet, tag: string): unknown => dataSet[tag]?.Value?.[0];

export const textAt = (dataSet: DataSet, tag: string, most: number): string => {
  const value = first(dataSet, tag);
  return typeof value === "string" || typeof value === "number" ? plainText(String(value), most) : "";
};

export const numberAt = (dataSet: DataSet, tag: string): number | null => {
  const value = Number(first(dataSet, tag) ?? Number.NaN);
  return Number.isFinite(value) ? Math.trunc(value) : null;
};

/** Several values of one attribute, such as modalities; a backslash divides as well. */
export const textsAt = (dataSet: DataSet, tag: string, most: number): string[] =>
  (dataSet[tag]?.Value ?? [])
    .filter((value) => typeof value === "string")
    .flatMap((value) => value.split("\\"))
    .slice(0, most)
    .map((value) => plainText(value, 16));

const Name = z.looseObject({ Alphabetic: z.string().optional(), Ideographic: z.string().optional() });

/** A person's name as it stands in a file (`letters=characters`), and as a page shows it. */
export function nameAt(dataSet: DataSet, tag: string): { readonly written: string; readonly shown: string } {
  const value = first(dataSet, tag);
  const parsed = Name.safeParse(value);
  const written =
    typeof value === "string"
      ? value
      : parsed.success
        ? [parsed.data.Alphabetic ?? "", parsed.data.Ideographic ?? ""].join("=").replace(/=$/u, "")
        : "";
  return { written: plainText(written, 200), shown: plainText(shownName(readName(written)), 200) };
}

/** YYYYMMDD as a civil date; null for anything else. */
export function dateAt(dataSet: DataSet, tag: string): string | null {
  const found = /^(\d{4})(\d{2})(\d{2})$/u.exec(textAt(dataSet, tag, 8));
  if (!found) return null;
  const text = `${found[1] ?? ""}-${found[2] ?? ""}-${found[3] ?? ""}`;
  return Number.isNaN(Date.parse(text)) ? null : text;
}

const wholeUid = /^[0-9]+(\.[0-9]+)*$/u;
/** An identifier that may go into an address; undefined for anything else. */
export const uidAt = (dataSet: DataSet, tag: string): string | undefined => {
  const value = textAt(dataSet, tag, 65);
  return value.length <= 64 && wholeUid.test(value) ? value : undefined;
};
