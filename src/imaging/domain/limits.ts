const mebibyte = 1_048_576;

/** What an intake may cost, counted while it happens and never believed from a header. */
export const limits = {
  filesPerIntake: 5_000,
  /** One announced file: an archive of a whole study is the largest. */
  fileBytes: 1_024 * mebibyte,
  intakeBytes: 2_048 * mebibyte,
  /** Uploads of one case that have begun and not ended: what nobody finishes must not fill the disk. */
  openIntakes: 5,
  /** One part of an upload. */
  partBytes: 4 * mebibyte,
  /** One image; a multi-frame angiography has some 200 MiB. */
  instanceBytes: 256 * mebibyte,
  /** As an attachment of the case has it. */
  attachmentBytes: 20 * mebibyte,
  archiveMembers: 10_000,
  archiveInflatedBytes: 2_048 * mebibyte,
  /** An intake whose bytes have stopped arriving is given up after this. */
  receivingHours: 48,
  /** Of one case, all studies together. */
  instancesPerCase: 20_000,
  /** A picture of more pixels fills the memory of a hospital's desktop. */
  picturePixels: 100_000_000,
  /** Before the pixels of an image: as much header as is read. */
  headerBytes: 16 * mebibyte,
  /** Sequences within sequences. Source: an enhanced multi-frame object has five. */
  nesting: 16,
  elements: 50_000,
  side: 32_768,
  frames: 10_000,
} as const;

/** How long reading the images of a series counts as one look, in minutes. */
export const lookMinutes = 15;
