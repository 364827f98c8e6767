const digit: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  半: 5,
};
const arabic = /(?<![\d.])(3[4-9]|4[0-4])(?:\s*[.．°度℃点,，]\s*([\d半一二三四五六七八九])?)?(?![\d])/u;
const chinese = /(三|四)十([一二三四五六七八九])?[度点]([一二三四五六七八九半])?/u;

/**
 * The body temperature that a text speaks of, in °C; undefined when there is none between 34 and 44.9. 37度8, 38.5 and
 * 三十八度半 are read.
 */
export function readTemperature(text: string): number | undefined {
  const wide = text.normalize("NFKC");
  const plain = arabic.exec(wide);
  if (plain !== null) {
    const tenth = plain[2];
    return Number(plain[1]) + (tenth === undefined ? 0 : (digit[tenth] ?? Number(tenth)) / 10);
  }
  const spoken = chinese.exec(wide);
  if (spoken === null) return undefined;
  const whole = (spoken[1] === "三" ? 30 : 40) + (digit[spoken[2] ?? ""] ?? 0);
  if (whole < 34 || whole > 44) return undefined;
  return whole + (digit[spoken[3] ?? ""] ?? 0) / 10;
}

/**
 * The name of a body temperature. Source: 诊断学 (人民卫生出版社), 发热的分度: 低热 37.3–38 ℃, 中等度热 38.1–39 ℃, 高热
 * 39.1–41 ℃, 超高热 over 41 ℃. Empty between 36 and 37.2 ℃.
 */
export function nameOfTemperature(celsius: number): string {
  if (celsius < 36) return "低温";
  if (celsius < 37.3) return "";
  if (celsius <= 38) return "低热";
  if (celsius <= 39) return "中等度热";
  return celsius <= 41 ? "高热" : "超高热";
}
