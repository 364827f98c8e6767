import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import dicomParser, { type DataSet, type Element } from "dicom-parser";
import { limits } from "../domain/limits.js";
import { drawSmall, type Frame } from "../domain/thumbnail.js";
import { decoderFor, type Shape, valuesOf } from "./decoders.js";
import { encodePng } from "./png.js";

/** Why there is no small picture of an image: what is too large for a glance, or what nobody here decodes. */
export type DrawFault = "too_large" | "not_drawable" | "unreadable" | "too_complex" | "took_too_long";
export type Drawn =
  | { readonly ok: true; readonly png: Uint8Array }
  | { readonly ok: false; readonly error: DrawFault };

/** Bytes of a compressed file and pixels of a frame that are opened for a small picture; a mammogram has 21 million. */
const most = { fileBytes: 64 * 1_048_576, pixels: 25_000_000 } as const;

class Fault extends Error {
  readonly code: DrawFault;
  constructor(code: DrawFault) {
    super(code);
    this.code = code;
  }
}

const bigEndian = "1.2.840.10008.1.2.2";
const pixelData = "x7fe00010";

function reader(path: string) {
  const file = openSync(path, "r");
  return {
    size: fstatSync(file).size,
    read(from: number, count: number): Buffer {
      const bytes = Buffer.alloc(count);
      let at = 0;
      while (at < count) {
        const got = readSync(file, bytes, at, count - at, from + at);
        if (got === 0) throw new Fault("unreadable");
        at += got;
      }
      return bytes;
    },
    close: () => closeSync(file),
  };
}

/** The bytes of one compressed frame. Without a table of offsets one fragment is one frame, or all are the only one. */
function compressedFrame(dataSet: DataSet, element: Element, frame: number, frames: number): Uint8Array {
  const fragments = element.fragments ?? [];
  if ((element.basicOffsetTable ?? []).length > 0)
    return dicomParser.readEncapsulatedImageFrame(dataSet, element, frame);
  if (frames === 1)
    return dicomParser.readEncapsulatedPixelDataFromFragments(dataSet, element, 0, fragments.length);
  if (fragments.length === frames)
    return dicomParser.readEncapsulatedPixelDataFromFragments(dataSet, element, frame, 1);
  const table = dicomParser.createJPEGBasicOffsetTable(dataSet, element);
  return dicomParser.readEncapsulatedImageFrame(dataSet, element, frame, table);
}

/** Colours of eight bits beside each other, as red, green and blue. Source: DICOM PS3.3 C.7.6.3.1.2. */
function toRgb(
  values: ArrayLike<number>,
  pixels: number,
  isPlanar: boolean,
  isYbr: boolean,
): Uint8ClampedArray {
  const out = new Uint8ClampedArray(pixels * 3);
  for (let n = 0; n < pixels; n++) {
    const at = (one: number): number => values[isPlanar ? one * pixels + n : n * 3 + one] ?? 0;
    const [a, b, c] = [at(0), at(1), at(2)];
    out[n * 3] = isYbr ? a + 1.402 * (c - 128) : a;
    out[n * 3 + 1] = isYbr ? a - 0.344136 * (b - 128) - 0.714136 * (c - 128) : b;
    out[n * 3 + 2] = isYbr ? a + 1.772 * (b - 128) : c;
  }
  return out;
}

const firstNumber = (dataSet: DataSet, tag: string): number | undefined => {
  const value = Number.parseFloat(dataSet.string(tag)?.split("\\")[0] ?? "");
  return Number.isFinite(value) ? value : undefined;
};

async function frameOf(path: string, wanted: number | undefined) {
  const file = reader(path);
  try {
    const head = file.read(0, Math.min(file.size, limits.headerBytes));
    let dataSet = dicomParser.parseDicom(head, { untilTag: pixelData });
    const syntax = (dataSet.string("x00020010") ?? "").replace(/[\0 ]+$/u, "");
    const shape: Shape = {
      columns: dataSet.uint16("x00280011") ?? 0,
      rows: dataSet.uint16("x00280010") ?? 0,
      samples: dataSet.uint16("x00280002") ?? 1,
      bits: dataSet.uint16("x00280100") ?? 8,
      isSigned: dataSet.uint16("x00280103") === 1,
    };
    const photometric = dataSet.string("x00280004")?.trim() ?? "MONOCHROME2";
    const frames = Math.max(1, dataSet.intString("x00280008") ?? 1);
    const frame = Math.min(frames, wanted ?? Math.ceil(frames / 2));
    const pixels = shape.columns * shape.rows;
    if (pixels === 0) throw new Fault("unreadable");
    if (pixels > most.pixels) throw new Fault("too_large");
    const isKnown =
      [8, 16].includes(shape.bits) &&
      (shape.samples === 1
        ? photometric.startsWith("MONOCHROME")
        : shape.samples === 3 &&
          shape.bits === 8 &&
          ["RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"].includes(photometric));
    if (!isKnown) throw new Fault("not_drawable");
    const decoder = decoderFor(syntax);
    let isPlanar = dataSet.uint16("x00280006") === 1;
    let isYbr = photometric === "YBR_FULL";
    let values: ArrayLike<number>;
    if (decoder) {
      if (file.size > most.fileBytes) throw new Fault("too_large");
      dataSet = dicomParser.parseDicom(file.read(0, file.size));
      const element = dataSet.elements[pixelData];
      if (!element) throw new Fault("unreadable");
      const decoded = (await decoder)(compressedFrame(dataSet, element, frame - 1, frames), shape);
      if (
        decoded.columns !== shape.columns ||
        decoded.rows !== shape.rows ||
        decoded.samples !== shape.samples
      )
        throw new Fault("unreadable");
      ({ values, isPlanar } = decoded);
      // All but run lengths turn their colours back into red, green and blue themselves.
      if (syntax !== "1.2.840.10008.1.2.5") isYbr = false;
    } else {
      const element = dataSet.elements[pixelData];
      if (!element || photometric === "YBR_FULL_422" || element.length <= 0) throw new Fault("not_drawable");
      if (syntax.startsWith("1.2.840.10008.1.2.4")) throw new Fault("not_drawable");
      const bytes = (pixels * shape.samples * shape.bits) / 8;
      const stored = file.read(element.dataOffset + (frame - 1) * bytes, bytes);
      values = valuesOf(
        syntax === bigEndian && shape.bits === 16 ? stored.swap16() : stored,
        shape.bits,
        shape.isSigned,
      );
    }
    return { dataSet, shape, photometric, values, isPlanar, isYbr };
  } finally {
    file.close();
  }
}

/**
 * A small picture of one frame (from 1; the middle one when not said) of a file that was vetted. Never throws because of the file; it
 * may need more memory or time than it is given: it runs in a worker.
 */
export async function draw(path: string, wanted?: number): Promise<Drawn> {
  try {
    const { dataSet, shape, photometric, values, isPlanar, isYbr } = await frameOf(path, wanted);
    const { columns, rows } = shape;
    const frame: Frame =
      shape.samples === 1
        ? { columns, rows, samples: 1, values }
        : { columns, rows, samples: 3, values: toRgb(values, columns * rows, isPlanar, isYbr) };
    const center = firstNumber(dataSet, "x00281050");
    const width = firstNumber(dataSet, "x00281051");
    const small = drawSmall(frame, {
      slope: firstNumber(dataSet, "x00281053") ?? 1,
      intercept: firstNumber(dataSet, "x00281052") ?? 0,
      window: center !== undefined && width !== undefined ? { center, width } : undefined,
      isInverted: photometric === "MONOCHROME1",
    });
    return { ok: true, png: encodePng(small.pixels, small.width, small.height, small.samples) };
  } catch (error) {
    return { ok: false, error: error instanceof Fault ? error.code : "unreadable" };
  }
}
