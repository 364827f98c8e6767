/** A decoder of one of the WebAssembly libraries: bytes in, bytes out, and what they are. */
interface WasmDecoder {
  getEncodedBuffer(size: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): {
    width: number;
    height: number;
    bitsPerSample: number;
    componentCount: number;
    isSigned?: boolean;
  };
  getInterleaveMode?(): number;
  delete?(): void;
}
type Library = Readonly<Record<string, new () => WasmDecoder>>;
type Factory = (options: object) => Promise<Library>;

/** What a decoder found: stored values, and for colours whether they lie plane by plane. */
export interface Decoded {
  readonly columns: number;
  readonly rows: number;
  readonly samples: number;
  readonly isPlanar: boolean;
  readonly values: ArrayLike<number>;
}

/** What the file says of its pixels, for decoders whose data do not. */
export interface Shape {
  readonly columns: number;
  readonly rows: number;
  readonly samples: number;
  readonly bits: number;
  readonly isSigned: boolean;
}

type Decoder = (bytes: Uint8Array, shape: Shape) => Decoded;

const jpegLs = () => wasm("@cornerstonejs/codec-charls/decodewasmjs", "JpegLSDecoder");
const jpeg2000 = () => wasm("@cornerstonejs/codec-openjpeg/decodewasmjs", "J2KDecoder");
const highThroughput = () => wasm("@cornerstonejs/codec-openjph/wasmjs", "HTJ2KDecoder");
const baseline = () => wasm("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs", "JPEGDecoder");

/** Transfer syntaxes and who decodes them: the libraries of the pages' viewer. Source: DICOM PS3.6 table A-1. */
const decoders: Readonly<Record<string, () => Promise<Decoder>>> = {
  "1.2.840.10008.1.2.5": () => Promise.resolve(runLength),
  "1.2.840.10008.1.2.4.50": baseline,
  "1.2.840.10008.1.2.4.57": lossless,
  "1.2.840.10008.1.2.4.70": lossless,
  "1.2.840.10008.1.2.4.80": jpegLs,
  "1.2.840.10008.1.2.4.81": jpegLs,
  "1.2.840.10008.1.2.4.90": jpeg2000,
  "1.2.840.10008.1.2.4.91": jpeg2000,
  "1.2.840.10008.1.2.4.201": highThroughput,
  "1.2.840.10008.1.2.4.202": highThroughput,
  "1.2.840.10008.1.2.4.203": highThroughput,
};

/** Undefined: nobody here decodes it. */
export const decoderFor = (transferSyntaxUid: string): Promise<Decoder> | undefined =>
  decoders[transferSyntaxUid]?.();

/** Stored values out of bytes, little endian; a copy, because a view needs an even beginning. */
export function valuesOf(bytes: Uint8Array, bits: number, isSigned: boolean): ArrayLike<number> {
  const copy = new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % (bits > 8 ? 2 : 1)))).buffer;
  if (bits > 8) return isSigned ? new Int16Array(copy) : new Uint16Array(copy);
  return isSigned ? new Int8Array(copy) : new Uint8Array(copy);
}

/**
 * Fetched by name when first needed, so that it stays in node_modules beside its WebAssembly; what it prints goes nowhere.
 */
async function wasm(library: string, name: string): Promise<Decoder> {
  const { default: make } = (await import(library)) as { default: Factory };
  const codec = await make({ print: () => undefined, printErr: () => undefined });
  const Codec = codec[name];
  if (!Codec) throw new Error(`${library} has no ${name}`);
  return (bytes, shape) => {
    const decoder = new Codec();
    try {
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.decode();
      const { width, height, bitsPerSample, componentCount, isSigned } = decoder.getFrameInfo();
      return {
        columns: width,
        rows: height,
        samples: componentCount,
        isPlanar: componentCount > 1 && decoder.getInterleaveMode?.() === 0,
        values: valuesOf(decoder.getDecodedBuffer(), bitsPerSample, isSigned ?? shape.isSigned),
      };
    } finally {
      decoder.delete?.();
    }
  };
}

async function lossless(): Promise<Decoder> {
  const library: string = "jpeg-lossless-decoder-js";
  const { Decoder: Lossless } = (await import(library)) as {
    Decoder: new () => {
      decode(buffer: ArrayBuffer, offset: number, length: number, bytesEach: number): ArrayBufferView;
    };
  };
  return (bytes, shape) => {
    const copy = new Uint8Array(bytes);
    const out = new Lossless().decode(copy.buffer, 0, copy.length, shape.bits > 8 ? 2 : 1);
    return {
      ...shape,
      isPlanar: false,
      values: valuesOf(
        new Uint8Array(out.buffer, out.byteOffset, out.byteLength),
        shape.bits,
        shape.isSigned,
      ),
    };
  };
}

/** Run lengths in segments of bytes, the most significant first. Source: DICOM PS3.5 annex G. */
function runLength(bytes: Uint8Array, shape: Shape): Decoded {
  const { columns, rows, samples, bits, isSigned } = shape;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const each = bits > 8 ? 2 : 1;
  const pixels = columns * rows;
  const out = new Uint8Array(pixels * samples * each);
  const segments = view.getUint32(0, true);
  if (segments !== samples * each) throw new Error("segments do not fit the picture");
  for (let segment = 0; segment < segments; segment++) {
    let at = view.getUint32(4 + segment * 4, true);
    const end = segment + 1 < segments ? view.getUint32(8 + segment * 4, true) : bytes.length;
    const sample = Math.floor(segment / each);
    const place = each === 2 ? 1 - (segment % 2) : 0;
    let pixel = 0;
    const put = (value: number) => {
      if (pixel < pixels) out[(pixel++ * samples + sample) * each + place] = value;
    };
    while (at < Math.min(end, bytes.length) && pixel < pixels) {
      const count = view.getInt8(at++);
      if (count >= 0) for (let n = 0; n <= count; n++) put(bytes[at++] ?? 0);
      else if (count > -128) {
        const value = bytes[at++] ?? 0;
        for (let n = 0; n < 1 - count; n++) put(value);
      }
    }
  }
  return { columns, rows, samples, isPlanar: false, values: valuesOf(out, bits, isSigned) };
}
