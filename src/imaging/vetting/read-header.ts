import dicomParser, { type DataSet, type Element } from "dicom-parser";
import { decodeText, plainText } from "../domain/charset.js";
import { limits } from "../domain/limits.js";
import { alongNormal } from "../domain/slice-order.js";
import type { HeaderFault, ImageHeader, Vetted } from "./header.js";

class Faulty extends Error {
  readonly fault: HeaderFault;
  constructor(fault: HeaderFault) {
    super(fault);
    this.fault = fault;
  }
}

/** What the viewer decodes. Source: DICOM PS3.6 table A-1; codecs of @cornerstonejs/dicom-image-loader 4. */
const bigEndian = "1.2.840.10008.1.2.2";
const uncompressed = ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", bigEndian];
const compressed = [
  "1.2.840.10008.1.2.5",
  ...["50", "51", "57", "70", "80", "81", "90", "91", "201", "202", "203"].map(
    (end) => `1.2.840.10008.1.2.4.${end}`,
  ),
];
const deflated = ["1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.8.1"];
const video = /^1\.2\.840\.10008\.1\.2\.4\.10\d/u;

const pixelData = "x7fe00010";
const wholeUid = /^[0-9]+(\.[0-9]+)*$/u;

function uid(value: string | undefined): string {
  const plain = (value ?? "").replace(/[\0 ]+$/u, "");
  if (plain === "") throw new Faulty("identifiers_missing");
  // Never part of a path; yet a foreign identifier that is none is a file made to do harm.
  if (plain.length > 64 || !wholeUid.test(plain)) throw new Faulty("identifier_invalid");
  return plain;
}

/** Counts elements and the depth of sequences; the parser itself has no limit but its stack. */
function measure(dataSet: DataSet, depth: number, count: { elements: number }): void {
  if (depth > limits.nesting) throw new Faulty("nested_too_deep");
  for (const element of Object.values(dataSet.elements)) {
    if (++count.elements > limits.elements) throw new Faulty("too_complex");
    for (const item of element.items ?? []) if (item.dataSet) measure(item.dataSet, depth + 1, count);
  }
}

/** YYYYMMDD, also with dots as ACR-NEMA wrote it; null when it is no date. */
function civil(value: string | undefined): string | null {
  const found = /^(\d{4})\.?(\d{2})\.?(\d{2})/u.exec(value?.trim() ?? "");
  if (!found) return null;
  const text = `${found[1] ?? ""}-${found[2] ?? ""}-${found[3] ?? ""}`;
  const date = new Date(`${text}T00:00:00Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return isReal && text >= "1880-01-01" && text <= "2199-12-31" ? text : null;
}

const whole = (value: number | undefined): number | null =>
  value !== undefined && Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31 ? value : null;

function numbers(dataSet: DataSet | undefined, tag: string): number[] {
  const text = dataSet?.string(tag);
  return text === undefined ? [] : text.split("\\").slice(0, 6).map(Number);
}

/** Of enhanced objects the first frame's place stands in the functional groups. */
function groupOf(dataSet: DataSet, sequence: string): DataSet | undefined {
  for (const groups of ["x52009230", "x52009229"]) {
    const found = dataSet.elements[groups]?.items?.[0]?.dataSet?.elements[sequence]?.items?.[0]?.dataSet;
    if (found) return found;
  }
  return undefined;
}

/** Uncompressed pixels must all be there; of compressed ones the fragments must lie within the file. */
function checkPixels(dataSet: DataSet, element: Element, isCompressed: boolean, fileBytes: number): void {
  const rows = dataSet.uint16("x00280010") ?? 0;
  const columns = dataSet.uint16("x00280011") ?? 0;
  const frames = framesOf(dataSet);
  const samples = dataSet.uint16("x00280002") ?? 1;
  const bits = dataSet.uint16("x00280100") ?? 0;
  if (rows === 0 || columns === 0) throw new Faulty("no_picture");
  const isPlausible =
    rows <= limits.side &&
    columns <= limits.side &&
    rows * columns <= limits.picturePixels &&
    frames <= limits.frames &&
    [1, 3, 4].includes(samples) &&
    [1, 8, 16, 32].includes(bits);
  if (!isPlausible) throw new Faulty("size_implausible");
  const isOpen = element.hadUndefinedLength === true || element.length === 0xffffffff || element.length < 0;
  if (isOpen !== isCompressed) throw new Faulty("malformed");
  if (isOpen) return;
  if (element.dataOffset + element.length > fileBytes) throw new Faulty("cut_off");
  // 4:2:2 colour has two samples a pixel and says three.
  const isHalved = dataSet.string("x00280004")?.startsWith("YBR_FULL_422") === true;
  const needed = Math.ceil((rows * columns * (isHalved ? 2 : samples) * bits * frames) / 8);
  if (element.length < needed) throw new Faulty("cut_off");
}

const framesOf = (dataSet: DataSet): number => Math.max(1, whole(dataSet.intString("x00280008")) ?? 1);

function headerOf(dataSet: DataSet, transferSyntaxUid: string): ImageHeader {
  const charsets = dataSet.string("x00080005")?.split("\\") ?? [];
  const text = (tag: string, most: number): string => {
    const element = dataSet.elements[tag];
    if (!element || element.length <= 0) return "";
    const end = Math.min(
      element.dataOffset + element.length,
      element.dataOffset + 4096,
      dataSet.byteArray.length,
    );
    return plainText(decodeText(dataSet.byteArray.subarray(element.dataOffset, end), charsets), most);
  };
  const sex = dataSet.string("x00100040")?.trim().toUpperCase();
  const position = numbers(dataSet, "x00200032");
  const orientation = numbers(dataSet, "x00200037");
  return {
    sopInstanceUid: uid(dataSet.string("x00080018")),
    sopClassUid: uid(dataSet.string("x00080016")),
    transferSyntaxUid,
    studyInstanceUid: uid(dataSet.string("x0020000d")),
    seriesInstanceUid: uid(dataSet.string("x0020000e")),
    studyOn: civil(dataSet.string("x00080020")),
    accessionNumber: text("x00080050", 64),
    studyDescription: text("x00081030", 200),
    seriesNumber: whole(dataSet.intString("x00200011")),
    seriesDescription: text("x0008103e", 200),
    modality: text("x00080060", 16),
    bodyPart: text("x00180015", 64),
    instanceNumber: whole(dataSet.intString("x00200013")),
    position: alongNormal(
      position.length > 0 ? position : numbers(groupOf(dataSet, "x00209113"), "x00200032"),
      orientation.length > 0 ? orientation : numbers(groupOf(dataSet, "x00209116"), "x00200037"),
    ),
    rows: dataSet.uint16("x00280010") ?? 0,
    columns: dataSet.uint16("x00280011") ?? 0,
    frames: framesOf(dataSet),
    patient: {
      name: text("x00100010", 200),
      id: text("x00100020", 64),
      sex: sex === "M" ? "male" : sex === "F" ? "female" : "unknown",
      birthOn: civil(dataSet.string("x00100030")),
    },
  };
}

/**
 * Reads the header of a DICOM Part 10 file. Never throws, never inflates, never looks into the pixels; every fault of the
 * file is an answer. It may still need more memory or time than it is given: it runs in a worker.
 * @param bytes the file's beginning, up to the pixels at least
 * @param fileBytes size of the whole file
 */
export function readHeader(bytes: Uint8Array, fileBytes: number): Vetted {
  try {
    const meta = dicomParser.readPart10Header(bytes);
    const transferSyntaxUid = (meta.string("x00020010") ?? "").replace(/[\0 ]+$/u, "");
    if (deflated.includes(transferSyntaxUid)) throw new Faulty("deflated");
    if (video.test(transferSyntaxUid)) throw new Faulty("video");
    const isCompressed = compressed.includes(transferSyntaxUid);
    if (!isCompressed && !uncompressed.includes(transferSyntaxUid))
      throw new Faulty("transfer_syntax_unsupported");
    const dataSet = dicomParser.parseDicom(bytes, { untilTag: pixelData });
    measure(dataSet, 0, { elements: 0 });
    const header = headerOf(dataSet, transferSyntaxUid);
    const pixels = dataSet.elements[pixelData];
    if (!pixels) throw new Faulty(bytes.length < fileBytes ? "too_complex" : "no_picture");
    checkPixels(dataSet, pixels, isCompressed, fileBytes);
    return { ok: true, header };
  } catch (error) {
    if (error instanceof Faulty) return { ok: false, error: error.fault };
    // The parser's stack ended: sequences within sequences within sequences.
    if (error instanceof RangeError && error.message.includes("call stack"))
      return { ok: false, error: "nested_too_deep" };
    // The parser throws plain objects and texts as well.
    const said =
      typeof error === "string"
        ? error
        : ((error as { exception?: string } | null)?.exception ?? String(error));
    const isCut = /past|missing|EOF|buffer overrun|end of/iu.test(said);
    return { ok: false, error: /DICM/u.test(said) ? "not_dicom" : isCut ? "cut_off" : "malformed" };
  }
}
