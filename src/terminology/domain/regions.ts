/** A division of China by its GB/T 2260 code. Coordinates are of its seat or centre, in degrees. */
export interface Region {
  readonly code: string;
  readonly name: string;
  readonly level: "province" | "city" | "county";
  readonly parent: string | undefined;
  readonly coordinates: Coordinates | undefined;
}

export interface Coordinates {
  readonly longitude: number;
  readonly latitude: number;
}

export interface RegionIndex {
  readonly byCode: ReadonlyMap<string, Region>;
  /** Provinces that share a border; 海南 counts 广东 across the strait. */
  readonly neighbours: ReadonlyMap<string, readonly string[]>;
}

/** The division of a code. A code abolished since answers with its city or province. Undefined for no code at all. */
export function regionOf(index: RegionIndex, code: string): Region | undefined {
  return (
    index.byCode.get(code) ??
    index.byCode.get(`${code.slice(0, 4)}00`) ??
    index.byCode.get(`${code.slice(0, 2)}0000`)
  );
}

/** The code of the province a division lies in, by form alone: 440106 → 440000. */
export const provinceOf = (code: string): string => `${code.slice(0, 2)}0000`;

/** Province, city and county names from the top, without 市辖区 rows: [广东省, 广州市, 天河区]. Empty for an unknown code. */
export function regionPath(index: RegionIndex, code: string): readonly string[] {
  const path: string[] = [];
  for (let at = regionOf(index, code); at !== undefined;) {
    if (at.name !== "市辖区" && at.name !== "县") path.unshift(at.name);
    at = at.parent === undefined ? undefined : index.byCode.get(at.parent);
  }
  return path;
}

/** Where a division lies. Counties carry no coordinates of their own and answer with their city's. */
export function coordinatesOf(index: RegionIndex, code: string): Coordinates | undefined {
  for (let at = regionOf(index, code); at !== undefined;) {
    if (at.coordinates !== undefined) return at.coordinates;
    at = at.parent === undefined ? undefined : index.byCode.get(at.parent);
  }
  return undefined;
}

const earthRadiusKm = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in kilometres. Symmetric; 0 for one place. */
export function kilometresBetween(a: Coordinates, b: Coordinates): number {
  const north = radians(b.latitude - a.latitude);
  const east = radians(b.longitude - a.longitude);
  const h =
    Math.sin(north / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(east / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Kilometres between two divisions, as the crow flies between their seats. Undefined when either is unknown. */
export function regionDistanceKm(index: RegionIndex, from: string, to: string): number | undefined {
  const a = coordinatesOf(index, from);
  const b = coordinatesOf(index, to);
  return a === undefined || b === undefined ? undefined : kilometresBetween(a, b);
}

/** True when the divisions lie in one province or in two that share a border. */
export function areNeighbours(index: RegionIndex, a: string, b: string): boolean {
  const [from, to] = [provinceOf(a), provinceOf(b)];
  if (!index.byCode.has(from) || !index.byCode.has(to)) return false;
  return from === to || (index.neighbours.get(from) ?? []).includes(to);
}

/** Other divisions of the same level by distance, nearest first, ties in code order. Empty for an unknown code. */
export function nearestRegions(
  index: RegionIndex,
  code: string,
  limit: number,
): readonly { readonly region: Region; readonly km: number }[] {
  const origin = regionOf(index, code);
  const from = coordinatesOf(index, code);
  if (origin === undefined || from === undefined) return [];
  const others: { region: Region; km: number }[] = [];
  for (const region of index.byCode.values()) {
    if (region.code === origin.code || region.level !== origin.level) continue;
    const to = coordinatesOf(index, region.code);
    if (to !== undefined) others.push({ region, km: kilometresBetween(from, to) });
  }
  return others.sort((a, b) => a.km - b.km || (a.region.code < b.region.code ? -1 : 1)).slice(0, limit);
}
