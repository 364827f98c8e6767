import { internalMedicine } from "./internal-medicine.js";
import { otherSpecialties } from "./other.js";
import type { SeedSpecialty } from "./seed-specialty.js";
import { surgery } from "./surgery.js";
import { womenAndChildren } from "./women-and-children.js";

export type { SeedDisease, SeedSpecialty } from "./seed-specialty.js";

/** The forty 诊疗科目 the alliance's experts cover, in the order of their codes' groups. */
export const seedSpecialties: readonly SeedSpecialty[] = [
  ...internalMedicine,
  ...surgery,
  ...womenAndChildren,
  ...otherSpecialties,
];

export function seedSpecialty(code: string): SeedSpecialty {
  const found = seedSpecialties.find((specialty) => specialty.code === code);
  if (!found) throw new RangeError(`the alliance has no ${code}`);
  return found;
}
