/** What is kept of an image's header: what finds, orders and shows it, and of whom it says it is. */
export interface ImageHeader {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Civil date; null when not given or impossible. */
  readonly studyOn: string | null;
  readonly accessionNumber: string;
  readonly studyDescription: string;
  readonly seriesNumber: number | null;
  readonly seriesDescription: string;
  readonly modality: string;
  readonly bodyPart: string;
  readonly instanceNumber: number | null;
  /** Millimetres along the normal of the slices. */
  readonly position: number | null;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly patient: {
    /** As written, decoded, with its `=` and `^`. */
    readonly name: string;
    readonly id: string;
    readonly sex: "male" | "female" | "unknown";
    readonly birthOn: string | null;
  };
}

/** Why a file is not taken; the words are in `../refused-files.ts`. */
export const headerFaults = [
  "not_dicom",
  "cut_off",
  "malformed",
  "nested_too_deep",
  "too_complex",
  "took_too_long",
  "transfer_syntax_unsupported",
  "deflated",
  "video",
  "no_picture",
  "identifiers_missing",
  "identifier_invalid",
  "size_implausible",
] as const;
export type HeaderFault = (typeof headerFaults)[number];

export type Vetted =
  | { readonly ok: true; readonly header: ImageHeader }
  | { readonly ok: false; readonly error: HeaderFault };
