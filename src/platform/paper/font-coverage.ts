/** True when the font has a glyph of its own for the code point. */
export type Coverage = (codePoint: number) => boolean;

/**
 * Reads which code points a TrueType font covers. PDF text falls back to an empty box without a word, and an archived
 * document must not lose a character of a name silently.
 * @param font the whole file; its Unicode map must be of format 12 (every font beyond the BMP has one).
 * Source: OpenType 1.9, cmap table.
 */
export function readCoverage(font: Buffer): Coverage {
  const tableCount = font.readUInt16BE(4);
  let cmap: number | undefined;
  for (let i = 0; i < tableCount; i++) {
    const record = 12 + i * 16;
    if (font.toString("latin1", record, record + 4) === "cmap") cmap = font.readUInt32BE(record + 8);
  }
  if (cmap === undefined) throw new Error("the font has no cmap table");
  const subtableCount = font.readUInt16BE(cmap + 2);
  for (let i = 0; i < subtableCount; i++) {
    const subtable = cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4);
    if (font.readUInt16BE(subtable) === 12) return coverageOfFormat12(font, subtable);
  }
  throw new Error("the font has no cmap of format 12");
}

function coverageOfFormat12(font: Buffer, subtable: number): Coverage {
  const groupCount = font.readUInt32BE(subtable + 12);
  const starts = new Uint32Array(groupCount);
  const ends = new Uint32Array(groupCount);
  for (let i = 0; i < groupCount; i++) {
    const group = subtable + 16 + i * 12;
    starts[i] = font.readUInt32BE(group);
    ends[i] = font.readUInt32BE(group + 4);
  }
  return (codePoint) => {
    let low = 0;
    let high = groupCount - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (codePoint < (starts[middle] ?? 0)) high = middle - 1;
      else if (codePoint > (ends[middle] ?? 0)) low = middle + 1;
      else return true;
    }
    return false;
  };
}
