/** A division of China as far as its name can be found in a hospital's. */
export interface NamedRegion {
  readonly code: string;
  readonly name: string;
  readonly level: "province" | "city" | "county";
}

/** Stands for China as a whole: no division is known. Source: GB/T 2260. */
export const unknownRegion = "100000";

const peoples =
  "藏族|羌族|彝族|白族|傣族|回族|苗族|侗族|壮族|哈尼族|景颇族|傈僳族|布依族|土家族|朝鲜族|蒙古族|蒙古|哈萨克|柯尔克孜|维吾尔";
const ending = new RegExp(`(?:特别行政区|(?:${peoples})*自治[区州]|地区|[省市盟])$`, "u");

/**
 * Reads where a hospital stands from the beginning of its name: 杭州市第一人民医院 → 330100, 四川绵阳…医院 → 510700. A city
 * before 大学 is a university's name and says nothing (中山大学 is in 广州); a province there does (浙江大学). A name that is
 * both a province's and a city's (吉林) is the province, unless 市 follows.
 * @returns a six-digit code, `100000` when the name begins with no division.
 */
export function regionOfName(regions: readonly NamedRegion[], hospitalName: string): string {
  const name = hospitalName.normalize("NFKC").replace(/\s+/gu, "");
  const province = longest(regions, name, "province");
  const cityFirst = cityAt(regions, name);
  if (province === undefined || (cityFirst?.length ?? 0) > province.length)
    return cityFirst?.code ?? unknownRegion;
  const own = regions.filter(({ code }) => code.slice(0, 2) === province.code.slice(0, 2));
  return cityAt(own, name.slice(province.length))?.code ?? province.code;
}

interface Found {
  readonly code: string;
  readonly length: number;
}

function cityAt(regions: readonly NamedRegion[], text: string): Found | undefined {
  const city = longest(regions, text, "city");
  return city !== undefined && text.slice(city.length).startsWith("大学") ? undefined : city;
}

/** The longest name of the level that `text` begins with, with or without its ending 省 or 市. */
function longest(
  regions: readonly NamedRegion[],
  text: string,
  level: NamedRegion["level"],
): Found | undefined {
  let best: Found | undefined;
  for (const region of regions) {
    if (region.level !== level) continue;
    for (const spelling of [region.name, region.name.replace(ending, "")]) {
      if (spelling.length < 2 || !text.startsWith(spelling)) continue;
      if (best === undefined || spelling.length > best.length)
        best = { code: region.code, length: spelling.length };
    }
  }
  return best;
}
