import { deflateRawSync } from "node:zlib";

/**
 * A zip archive of the given members, made by hand so that a test can lie about sizes. Check sums are left at zero:
 * the reader under test does not need them.
 */
export function zip(members: Readonly<Record<string, string>>, lie: { declaredBytes?: number } = {}): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const packed = deflateRawSync(Buffer.from(content, "utf8"));
    const nameBytes = Buffer.from(name, "utf8");
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x800, 2);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(lie.declaredBytes ?? Buffer.byteLength(content), 18);
    shared.writeUInt16LE(nameBytes.length, 22);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    entries.push(Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), shared, entry, nameBytes);
    const body = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), shared, nameBytes, packed]);
    bodies.push(body);
    offset += body.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(Object.keys(members).length, 8);
  end.writeUInt16LE(Object.keys(members).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directory, end]);
}
