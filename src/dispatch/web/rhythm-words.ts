import type { ResponseView } from "../api/response.js";

export interface RhythmBlock {
  /** Monday 0 … Sunday 6. */
  readonly weekday: number;
  /** First hour of the block of three. */
  readonly hour: number;
  /** Mean chance of an answer in time over its hours, 0 to 1. */
  readonly answers: number;
}
export const hoursInBlock = 3;

/** The week in blocks of three hours, seven days of eight: what a phone can show and an eye can read. */
export const blocksOf = (week: ResponseView["week"]): RhythmBlock[] =>
  Array.from({ length: 7 * 8 }, (_, i) => {
    const first = Math.floor(i / 8) * 24 + (i % 8) * hoursInBlock;
    const some = week.slice(first, first + hoursInBlock);
    return {
      weekday: Math.floor(i / 8),
      hour: (i % 8) * hoursInBlock,
      answers: some.reduce((sum, cell) => sum + cell.answers, 0) / hoursInBlock,
    };
  });

/** Of 0 to 4 the shade of a block: the picture's own range, since experts differ more than hours do. */
export function shadeOf(block: RhythmBlock, all: readonly RhythmBlock[]): number {
  const most = Math.max(...all.map((one) => one.answers));
  const least = Math.min(...all.map((one) => one.answers));
  return most - least < 0.02 ? 2 : Math.round((4 * (block.answers - least)) / (most - least));
}

/** The blocks with the highest and the lowest chance; the earlier of equal ones. */
export function extremesOf(blocks: readonly RhythmBlock[]): { best: RhythmBlock; worst: RhythmBlock } | null {
  const [first] = blocks;
  if (!first) return null;
  return blocks.reduce(
    ({ best, worst }, one) => ({
      best: one.answers > best.answers ? one : best,
      worst: one.answers < worst.answers ? one : worst,
    }),
    { best: first, worst: first },
  );
}
