import { deflateRawSync } from "node:zlib";

/** Builds DICOM Part 10 files for tests and measurements; nothing of a patient and nobody else's file is in them. */

const longVr = new Set(["OB", "OW", "SQ", "UN", "UT", "OF"]);

/** One element, explicit VR little endian. */
export function element(group: number, number: number, vr: string, value: string | Uint8Array): Buffer {
  let bytes = typeof value === "string" ? Buffer.from(value, "utf8") : Buffer.from(value);
  if (bytes.length % 2 === 1) bytes = Buffer.concat([bytes, Buffer.from(vr === "UI" ? "\0" : " ")]);
  const isLong = longVr.has(vr);
  const head = Buffer.alloc(isLong ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, "latin1");
  if (isLong) head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}

export const short = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, n) => bytes.writeUInt16LE(value & 0xffff, n * 2));
  return bytes;
};

export const explicitLittleEndian = "1.2.840.10008.1.2.1";
export const preamble = Buffer.concat([Buffer.alloc(128), Buffer.from("DICM")]);

/** The file meta group. */
export function metaGroup(transferSyntax: string = explicitLittleEndian, sop = "1.2.3.4.5.6"): Buffer {
  const rest = Buffer.concat([
    element(2, 1, "OB", Buffer.from([0, 1])),
    element(2, 2, "UI", "1.2.840.10008.5.1.4.1.1.2"),
    element(2, 3, "UI", sop),
    element(2, 0x10, "UI", transferSyntax),
    element(2, 0x12, "UI", "1.2.3.4"),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(rest.length);
  return Buffer.concat([element(2, 0, "UL", length), rest]);
}

export interface Slice {
  readonly study?: string;
  readonly series?: string;
  readonly sop?: string;
  readonly modality?: string;
  readonly charset?: string;
  /** Bytes when they are not UTF-8. */
  readonly patientName?: string | Uint8Array;
  readonly patientId?: string;
  readonly sex?: string;
  readonly birth?: string;
  readonly studyDate?: string;
  readonly accession?: string;
  readonly studyDescription?: string | Uint8Array;
  readonly seriesDescription?: string;
  readonly seriesNumber?: number;
  readonly number?: number;
  readonly z?: number;
  readonly side?: number;
  /** Further elements, before the pixels. */
  readonly extra?: Uint8Array;
  readonly pixels?: Uint8Array;
  /** Compressed frames, in place of `pixels`; each is one fragment. */
  readonly fragments?: readonly Uint8Array[];
  readonly transferSyntax?: string;
  readonly bits?: 8 | 16;
  /** Of one sample or three, beside each other. */
  readonly photometric?: "MONOCHROME1" | "MONOCHROME2" | "RGB" | "YBR_FULL" | "PALETTE COLOR";
  readonly frames?: number;
}

/** Pixels of compressed frames, without a table of offsets. Source: DICOM PS3.5 annex A.4. */
function encapsulated(fragments: readonly Uint8Array[]): Buffer {
  const head = Buffer.from([0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const item = (bytes: Uint8Array): Buffer => {
    const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
    const start = Buffer.from([0xfe, 0xff, 0, 0xe0, 0, 0, 0, 0]);
    start.writeUInt32LE(even.length, 4);
    return Buffer.concat([start, even]);
  };
  const end = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
  return Buffer.concat([head, item(Buffer.alloc(0)), ...fragments.map(item), end]);
}

/**
 * A round body with a spine in it, in Hounsfield units stored from −1024 on; `number` moves the spine, so that slices differ.
 * @returns unsigned 16-bit pixels, `side` × `side`
 */
export function phantom(side: number, number: number): Buffer {
  const pixels = Buffer.alloc(side * side * 2);
  const middle = side / 2;
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const r = Math.hypot(x - middle, (y - middle) * 1.25);
      const spine = Math.hypot(x - middle, y - middle * 1.45);
      const lung = Math.hypot(Math.abs(x - middle) - middle * 0.38, y - middle * (0.9 + (number % 20) / 100));
      const hu = r > middle * 0.86 ? -1000 : spine < middle * 0.13 ? 700 : lung < middle * 0.3 ? -820 : 40;
      pixels.writeUInt16LE(hu + 1024 + ((x * 7 + y * 13 + number * 3) % 24), (y * side + x) * 2);
    }
  return pixels;
}

/** A CT or MR slice as a device writes it. */
export function slice(of: Slice = {}): Buffer {
  const {
    side = 16,
    bits = 16,
    photometric = "MONOCHROME2",
    number = 1,
    sop = `1.2.826.0.1.3680043.9.7433.1.${number}`,
  } = of;
  const text = (group: number, one: number, vr: string, value: string | Uint8Array | undefined): Buffer =>
    value === undefined ? Buffer.alloc(0) : element(group, one, vr, value);
  return Buffer.concat([
    preamble,
    metaGroup(of.transferSyntax ?? explicitLittleEndian, sop),
    text(8, 5, "CS", of.charset ?? "ISO_IR 192"),
    element(8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.2"),
    element(8, 0x18, "UI", sop),
    element(8, 0x20, "DA", of.studyDate ?? "20260110"),
    text(8, 0x50, "SH", of.accession),
    element(8, 0x60, "CS", of.modality ?? "CT"),
    text(8, 0x1030, "LO", of.studyDescription ?? "胸部平扫"),
    text(8, 0x103e, "LO", of.seriesDescription ?? "1.0mm lung"),
    element(0x10, 0x10, "PN", of.patientName ?? "Wang^JianGuo=王^建国"),
    element(0x10, 0x20, "LO", of.patientId ?? "P0001"),
    text(0x10, 0x30, "DA", of.birth),
    element(0x10, 0x40, "CS", of.sex ?? "M"),
    of.extra ? Buffer.from(of.extra) : Buffer.alloc(0),
    element(0x20, 0xd, "UI", of.study ?? "1.2.826.0.1.3680043.9.7433.2.1"),
    element(0x20, 0xe, "UI", of.series ?? "1.2.826.0.1.3680043.9.7433.3.1"),
    element(0x20, 0x11, "IS", String(of.seriesNumber ?? 2)),
    element(0x20, 0x13, "IS", String(number)),
    element(0x20, 0x32, "DS", `-160\\-160\\${of.z ?? number}`),
    element(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0"),
    element(0x28, 2, "US", short(photometric === "RGB" || photometric === "YBR_FULL" ? 3 : 1)),
    element(0x28, 4, "CS", photometric),
    of.frames === undefined ? Buffer.alloc(0) : element(0x28, 8, "IS", String(of.frames)),
    element(0x28, 0x10, "US", short(side)),
    element(0x28, 0x11, "US", short(side)),
    element(0x28, 0x30, "DS", "0.7\\0.7"),
    element(0x28, 0x100, "US", short(bits)),
    element(0x28, 0x101, "US", short(bits)),
    element(0x28, 0x102, "US", short(bits - 1)),
    element(0x28, 0x103, "US", short(0)),
    element(0x28, 0x1050, "DS", "40"),
    element(0x28, 0x1051, "DS", "400"),
    element(0x28, 0x1052, "DS", "-1024"),
    element(0x28, 0x1053, "DS", "1"),
    of.fragments
      ? encapsulated(of.fragments)
      : element(0x7fe0, 0x10, "OW", of.pixels ?? phantom(side, number)),
  ]);
}

/** Small malformed files, each of which has ended some reader. By name, so that a failure says which. */
export function malformedDicom(): Readonly<Record<string, Buffer>> {
  const good = slice();
  const body = good.subarray(
    preamble.length + metaGroup(explicitLittleEndian, "1.2.826.0.1.3680043.9.7433.1.1").length,
  );
  const open = Buffer.alloc(20);
  open.writeUInt16LE(8, 0);
  open.writeUInt16LE(0x1140, 2);
  open.write("SQ", 4);
  open.writeUInt32LE(0xffffffff, 8);
  open.writeUInt16LE(0xfffe, 12);
  open.writeUInt16LE(0xe000, 14);
  open.writeUInt32LE(0xffffffff, 16);
  const huge = element(0x7fe0, 0x10, "OW", Buffer.alloc(2));
  huge.writeUInt32LE(0xfffffff0, 8);
  const sized = (rows: number, columns: number): Buffer =>
    Buffer.concat([
      good.subarray(0, good.indexOf(element(0x28, 0x10, "US", short(16)))),
      element(0x28, 0x10, "US", short(rows)),
      element(0x28, 0x11, "US", short(columns)),
      element(0x28, 0x100, "US", short(8)),
      element(0x7fe0, 0x10, "OW", Buffer.from([1, 2])),
    ]);
  return {
    truncated: good.subarray(0, good.length - 9),
    noMeta: Buffer.concat([preamble, body]),
    preambleOnly: preamble,
    preambleIsHtml: Buffer.concat([
      Buffer.from('<script>document.title="x"</script>'.padEnd(128, " ")),
      Buffer.from("DICM"),
    ]),
    hugeLength: Buffer.concat([preamble, metaGroup(), body.subarray(0, 40), huge]),
    nested60: Buffer.concat([preamble, metaGroup(), ...Array.from({ length: 60 }, () => open)]),
    nested5000: Buffer.concat([preamble, metaGroup(), ...Array.from({ length: 5_000 }, () => open)]),
    rows65535: sized(65_535, 65_535),
    rows30000: sized(30_000, 3_000),
    unknownSyntax: slice({ transferSyntax: "9.9.999.99999.9.9.9" }),
    noIdentifiers: Buffer.concat([
      preamble,
      metaGroup(),
      element(0x10, 0x10, "PN", "<script>document.title=1</script>"),
    ]),
    uidIsPath: slice({ sop: "../../../../etc/passwd" }),
    deflatedBomb: Buffer.concat([
      preamble,
      metaGroup("1.2.840.10008.1.2.1.99"),
      deflateRawSync(Buffer.alloc(64 << 20), { level: 9 }),
    ]),
  };
}

interface ZipEntry {
  readonly name: string | Buffer;
  readonly data: Uint8Array;
  /** What the archive says the size is. */
  readonly said?: number;
  readonly isEncrypted?: boolean;
}

/** A zip archive, also one that lies. Check sums stay zero: the reader does not look at them. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, said, isEncrypted } of entries) {
    const raw = deflateRawSync(data, { level: 9 });
    const path = Buffer.from(name);
    const flags = (typeof name === "string" ? 0x800 : 0) | (isEncrypted === true ? 1 : 0);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(raw.length, 18);
    local.writeUInt32LE(said ?? data.length, 22);
    local.writeUInt16LE(path.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    local.copy(central, 6, 4, 30);
    central.writeUInt32LE(offset, 42);
    files.push(local, path, raw);
    directory.push(central, path);
    offset += local.length + path.length + raw.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, list, end]);
}
