import { z } from "zod";

/**
 * Text of one line as a person types it: NFC, control characters and lone surrogates become spaces, ends trimmed; then at
 * most `longest` characters.
 */
export const oneLine = (longest: number) =>
  z
    .string()
    .max(longest * 2)
    .overwrite((text) =>
      text
        .normalize("NFC")
        .replace(/[\p{Cc}\p{Cs}]+/gu, " ")
        .trim(),
    )
    .pipe(z.string().max(longest));
