/** `¥1,234.50`, with the sign before it. */
export function yuanWords(fen: number): string {
  const size = Math.abs(fen);
  const whole = String(Math.floor(size / 100)).replace(/\B(?=(\d{3})+$)/gu, ",");
  return `${fen < 0 ? "−" : ""}¥${whole}.${String(size % 100).padStart(2, "0")}`;
}

/** Hundredths of a credit as `1.25`, without needless zeros. */
export const creditWords = (cents: number): string => String(cents / 100);
