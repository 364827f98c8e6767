/** One character of a name with the ways it is read: pinyin without tones, ü as v, the first one the usual. */
export interface Sound {
  /** Place of the character in the name, UTF-16. */
  readonly at: number;
  readonly readings: readonly string[];
}

/** Where and how letters fit a name. `rank` 0: the whole name in full · 1: its beginning in full · 2: initials from the beginning · 3: inside. */
export interface SoundMatch {
  readonly start: number;
  readonly end: number;
  readonly rank: 0 | 1 | 2 | 3;
}

/** Letters as they are compared: lower case, ü and u: as v, apostrophes dropped. Undefined when the word is no pinyin. */
export function pinyinOf(word: string): string | undefined {
  const letters = word
    .toLowerCase()
    .replace(/[üǖǘǚǜ]|u:/gu, "v")
    .normalize("NFD")
    .replace(/[\u0300-\u036f'’`]/gu, "");
  return /^[a-z]{1,40}$/u.test(letters) ? letters : undefined;
}

interface Fit {
  /** Index of the sound after the last one used. */
  readonly next: number;
  readonly isFull: boolean;
}

/** Fits the letters from one sound on, full syllables before initials; the last syllable may be unfinished. */
function fitFrom(letters: string, sounds: readonly Sound[], from: number): Fit | undefined {
  if (letters === "") return { next: from, isFull: true };
  const readings = sounds[from]?.readings ?? [];
  for (const reading of readings)
    if (letters.startsWith(reading)) {
      const rest = fitFrom(letters.slice(reading.length), sounds, from + 1);
      if (rest !== undefined) return rest;
    }
  for (const reading of readings)
    if (letters.length > 1 && reading.startsWith(letters)) return { next: from + 1, isFull: true };
  for (const reading of readings)
    for (const initial of [/^[zcs]h/u.exec(reading)?.[0] ?? "", reading.charAt(0)])
      if (initial !== "" && letters.startsWith(initial)) {
        const rest = fitFrom(letters.slice(initial.length), sounds, from + 1);
        if (rest !== undefined) return { next: rest.next, isFull: false };
      }
  return undefined;
}

/**
 * Where the letters fit the name: whole syllables, initials, or both mixed (`wangxy`), from the beginning before inside.
 * Undefined: nowhere. Letters come from {@link pinyinOf}.
 */
export function matchSounds(letters: string, sounds: readonly Sound[]): SoundMatch | undefined {
  if (letters === "") return undefined;
  for (let from = 0; from < sounds.length; from++) {
    const fit = fitFrom(letters, sounds, from);
    if (fit === undefined) continue;
    const start = sounds[from]?.at ?? 0;
    const end = (sounds[fit.next - 1]?.at ?? 0) + 1;
    if (from > 0) return { start, end, rank: 3 };
    return { start, end, rank: !fit.isFull ? 2 : fit.next === sounds.length ? 0 : 1 };
  }
  return undefined;
}

/**
 * The same for a department or a hospital, of which there are many alike: only from the beginning, with three letters, or
 * two that are the initials of the whole (`yk` 眼科).
 */
export function matchWordSounds(letters: string, sounds: readonly Sound[]): SoundMatch | undefined {
  const match = matchSounds(letters, sounds);
  if (match === undefined || match.rank === 3) return undefined;
  const isWhole = match.end === (sounds.at(-1)?.at ?? 0) + 1;
  return letters.length >= 3 || (letters.length === 2 && isWhole) ? match : undefined;
}

/** Usual readings joined: wangxiuying. */
export const spelled = (sounds: readonly Sound[]): string =>
  sounds.map(({ readings }) => readings[0] ?? "").join("");

/** Edits (insert, drop, change, swap of neighbours) between two words; stops counting above `most` and answers `most + 1`. */
export function editsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a.charAt(i - 1) === b.charAt(j - 1);
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwap = a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1);
      if (i > 1 && j > 1 && isSwap) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    if (Math.min(...next) > most) return most + 1;
    before = row;
    row = next;
  }
  return Math.min(row[b.length] ?? 0, most + 1);
}
