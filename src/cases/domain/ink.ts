/** Characters a reader can see: without white space, format and control characters. Counts code points. */
export const inkLength = (text: string): number => Array.from(text.replace(/[\s\p{C}]/gu, "")).length;

export const hasInk = (text: string): boolean => inkLength(text) > 0;
