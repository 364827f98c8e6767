import { identifierKind } from "../mapping.js";
import { hl7Place, readHl7Place } from "../place.js";
import type { PlacedText, StaffField } from "../staff-record.js";
import { component, firstText, type Message, repetitions, type Segment } from "./message.js";
import type { EntrySegments, ReadSettings } from "./entry-segments.js";

export interface StaffReading {
  readonly values: ReadonlyMap<StaffField, PlacedText>;
  /** What STF-7 says; null for nothing. */
  readonly isActive: boolean | null;
}

const han = /\p{Script=Han}/u;

/**
 * What the segments of one person say, as texts with their places; judging them is the registry's work. Nothing stands for
 * an empty field or the HL7 null: what a system leaves out erases nothing.
 * Source: HL7 v2.5.1 chapter 15 (personnel management): STF, PRA, ORG, AFF, LAN, EDU, CER.
 */
export function readStaff(message: Message, entry: EntrySegments, settings: ReadSettings): StaffReading {
  const values = new Map<StaffField, PlacedText>();
  const put = (field: StaffField, text: string, place: string): void => {
    if (text !== "" && !values.has(field)) values.set(field, { text, place });
  };
  const { stf } = entry;
  const stfPlace = (field: number): string => placeIn(stf, field);
  readName(message, stf, put);
  put("gender", genderOf(firstText(message, stf, 5)), stfPlace(5));
  put("bornOn", firstText(message, stf, 6).slice(0, 8), stfPlace(6));
  readContacts(message, stf, put);
  const key = firstText(message, entry.mfe, 4) || firstText(message, stf, 1);
  put("staffNumber", key, placeIn(entry.mfe, 4));
  readIdentifiers(message, entry, settings, put);
  const { mapping } = settings;
  readFrom(message, entry, mapping.departmentFrom, mapping.departmentNames, "department", put);
  readFrom(message, entry, mapping.titleFrom, mapping.titleNames, "title", put);
  readFrom(message, entry, mapping.diseasesFrom, {}, "diseases", put);
  const [pra] = entry.pra;
  const specialties = repetitions(message, pra, 5).map((one) => component(message, one, 1));
  const isTaken = (["department", "diseases"] as const).some(
    (field) => values.get(field)?.place === placeIn(pra, 5),
  );
  if (!isTaken) put("subspecialty", joined(specialties), placeIn(pra, 5));
  put("languages", joined(entry.lan.map((lan) => languageOf(message, lan))), placeIn(entry.lan[0], 2));
  put("societies", joined(entry.aff.map((aff) => coded(message, aff, 2))), placeIn(entry.aff[0], 2));
  put("education", joined(entry.edu.map((edu) => educationOf(message, edu))), placeIn(entry.edu[0], 2));
  const flag = firstText(message, stf, 7).toUpperCase();
  return { values, isActive: flag === "I" ? false : flag === "A" ? true : null };
}

type Put = (field: StaffField, text: string, place: string) => void;

const placeIn = (segment: Segment | undefined, field: number, repetition = 1): string =>
  hl7Place({ segment: segment?.name ?? "STF", sequence: segment?.sequence ?? 1, field, repetition });

const joined = (texts: readonly string[]): string =>
  [...new Set(texts.filter((text) => text !== ""))].join("、");

/** XPN: the Chinese writing of the name where several are given; family and given name together as people write them. */
function readName(message: Message, stf: Segment | undefined, put: Put): void {
  const names = repetitions(message, stf, 3).map((one, i) => ({
    family: component(message, one, 1),
    given: component(message, one, 2),
    place: placeIn(stf, 3, i + 1),
  }));
  const chosen = names.find(({ family, given }) => han.test(family + given)) ?? names[0];
  if (chosen === undefined) return;
  const { family, given, place } = chosen;
  put("name", han.test(family + given) ? family + given : [given, family].join(" ").trim(), place);
}

const genderOf = (written: string): string =>
  /^(?:M|1|男)$/iu.test(written) ? "男" : /^(?:F|2|女)$/iu.test(written) ? "女" : "";

/** XTN: number (1st, 12th, or area and local number), mail address (4th); mobile numbers come first. */
function readContacts(message: Message, stf: Segment | undefined, put: Put): void {
  const phones = repetitions(message, stf, 10).map((one, i) => {
    const [area, local] = [component(message, one, 6), component(message, one, 7)];
    const whole = component(message, one, 12) || component(message, one, 1);
    return {
      number: whole || (local === "" ? "" : area === "" ? local : `${area}-${local}`),
      mail: component(message, one, 4),
      kind: component(message, one, 3).toUpperCase(),
      place: placeIn(stf, 10, i + 1),
    };
  });
  const mobile =
    phones.find(({ kind }) => kind === "CP") ?? phones.find(({ number }) => /^1\d{10}$/u.test(number));
  const phone = mobile ?? phones.find(({ number }) => number !== "");
  if (phone !== undefined) put("mobile", phone.number, phone.place);
  put("email", firstText(message, stf, 15), placeIn(stf, 15));
  const mailed = phones.find(({ mail }) => mail !== "");
  if (mailed !== undefined) put("email", mailed.mail, mailed.place);
}

/** Numbers by their type: STF-2 (CX), PRA-6 (PLN), CER (serial number by certificate type). */
function readIdentifiers(message: Message, entry: EntrySegments, { mapping }: ReadSettings, put: Put): void {
  const take = (type: string, number: string, place: string): void => {
    const kind = identifierKind(mapping, type);
    if (kind !== undefined) put(kind, number, place);
  };
  repetitions(message, entry.stf, 2).forEach((one, i) =>
    take(component(message, one, 5), component(message, one, 1), placeIn(entry.stf, 2, i + 1)),
  );
  for (const pra of entry.pra)
    repetitions(message, pra, 6).forEach((one, i) =>
      take(component(message, one, 2), component(message, one, 1), placeIn(pra, 6, i + 1)),
    );
  for (const cer of entry.cer) {
    const number = firstText(message, cer, 2);
    take(firstText(message, cer, 10), number, placeIn(cer, 2));
    take(firstText(message, cer, 10, 2), number, placeIn(cer, 2));
  }
}

/** A coded field as its name: the text sent with the code, else the connector's name for the code, else the code. */
function coded(
  message: Message,
  segment: Segment | undefined,
  field: number,
  names: Readonly<Record<string, string>> = {},
): string {
  const texts = repetitions(message, segment, field).map((one) => {
    const code = component(message, one, 1);
    return names[code] ?? (component(message, one, 2) || code);
  });
  return joined(texts);
}

/** The first of the fields that says something, from every segment of its name: posts in two departments are two ORG. */
function readFrom(
  message: Message,
  entry: EntrySegments,
  sources: readonly string[],
  names: Readonly<Record<string, string>>,
  target: "department" | "title" | "diseases",
  put: Put,
): void {
  for (const source of sources) {
    const place = readHl7Place(source);
    if (place === undefined) continue;
    const segments = segmentsOf(entry, place.segment);
    const texts = segments.map((segment) =>
      // SPD holds the specialty's name first.
      place.segment === "PRA" && place.field === 5
        ? joined(
            repetitions(message, segment, 5).map(
              (one) => names[component(message, one, 1)] ?? component(message, one, 1),
            ),
          )
        : coded(message, segment, place.field, names),
    );
    put(target, joined(texts), placeIn(segments[0], place.field));
  }
}

function segmentsOf(entry: EntrySegments, name: string): readonly Segment[] {
  switch (name) {
    case "STF":
      return entry.stf === undefined ? [] : [entry.stf];
    case "PRA":
      return entry.pra;
    case "ORG":
      return entry.org;
    default:
      return [];
  }
}

/** ISO 639 codes that hospitals send; a name is taken as it is. */
const languages: Readonly<Record<string, string>> = {
  zh: "普通话",
  chi: "普通话",
  zho: "普通话",
  cmn: "普通话",
  yue: "粤语",
  wuu: "吴语",
  nan: "闽南语",
  hak: "客家话",
  bo: "藏语",
  bod: "藏语",
  ug: "维吾尔语",
  uig: "维吾尔语",
  mn: "蒙古语",
  mon: "蒙古语",
  en: "英语",
  eng: "英语",
  ja: "日语",
  jpn: "日语",
  ko: "韩语",
  kor: "韩语",
  fr: "法语",
  fra: "法语",
  de: "德语",
  deu: "德语",
  ru: "俄语",
  rus: "俄语",
};

export const languageName = (code: string, text: string): string =>
  text === "" ? (languages[code.toLowerCase().split("-")[0] ?? ""] ?? code) : text;

const languageOf = (message: Message, lan: Segment): string =>
  languageName(firstText(message, lan, 2), firstText(message, lan, 2, 2));

/** Degree, school, field of study and year in one line. */
function educationOf(message: Message, edu: Segment): string {
  const granted = firstText(message, edu, 5) || firstText(message, edu, 3, 2);
  return [
    firstText(message, edu, 2, 2) || firstText(message, edu, 2),
    firstText(message, edu, 6),
    coded(message, edu, 9),
    granted.slice(0, 4),
  ]
    .filter((part) => part !== "")
    .join(" ");
}
