/** Windows by what is looked for, in Hounsfield units: of CT alone. Source: customary values of radiological practice. */
export const windowPresets = [
  { key: "lung", width: 1500, center: -600 },
  { key: "mediastinum", width: 350, center: 40 },
  { key: "bone", width: 2000, center: 500 },
  { key: "brain", width: 80, center: 40 },
] as const;
export type WindowPreset = (typeof windowPresets)[number]["key"];

/** Kinds of images whose values are Hounsfield units. */
export const hasHounsfield = (modality: string): boolean => modality === "CT";

/** The first and last value of a window. Source: DICOM PS3.3 C.11.2.1.2.1 (linear). */
export const voiOf = ({ width, center }: { readonly width: number; readonly center: number }) => ({
  lower: center - 0.5 - (width - 1) / 2,
  upper: center - 0.5 + (width - 1) / 2,
});

/** Width and centre of a window from its first and last value. */
export const windowOf = ({ lower, upper }: { readonly lower: number; readonly upper: number }) => ({
  width: Math.round(upper - lower + 1),
  center: Math.round((upper + lower) / 2 + 0.5),
});
