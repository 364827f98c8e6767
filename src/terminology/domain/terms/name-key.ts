/** 32-bit key of a folded name (FNV-1a over UTF-16 units). */
export function nameKey(folded: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < folded.length; i++) {
    hash ^= folded.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
