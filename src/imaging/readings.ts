import { pinyin } from "pinyin-pro";

/**
 * How a Chinese name may be written in letters: as a surname with given name, and sound by sound. ü is written v, u or yu,
 * as devices and passports do.
 */
export function readings(name: string): readonly string[] {
  const sounds = [
    pinyin(name, { toneType: "none", type: "array", surname: "head" }),
    pinyin(name, { toneType: "none", type: "array" }),
  ].map((parts) => parts.join(" "));
  return [...new Set(sounds.flatMap((one) => [one, ...["v", "u", "yu"].map((u) => one.replaceAll("ü", u))]))];
}
