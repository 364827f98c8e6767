/** What is plainly wrong with a file before it is sent, as a text key; undefined when it may be sent. */
export function fileFault(
  file: { readonly name: string; readonly size: number },
  accept: readonly string[],
  maxBytes: number,
): "empty" | "tooLarge" | "wrongKind" | undefined {
  const name = file.name.toLowerCase();
  if (accept.length > 0 && !accept.some((ending) => name.endsWith(ending))) return "wrongKind";
  if (file.size === 0) return "empty";
  return file.size > maxBytes ? "tooLarge" : undefined;
}

/** A size in the unit people use for files: 20 MB, 1.5 MB, 300 KB (1 KB = 1024 bytes). */
export function sizeWords(bytes: number): string {
  const mega = bytes / 1_048_576;
  if (mega >= 1) return `${Number.isInteger(mega) ? mega : mega.toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1024))} KB`;
}
