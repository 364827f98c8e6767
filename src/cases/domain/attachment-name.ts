/** Media types an attachment may have, by what its bytes are, with the endings a name may carry. */
export const attachmentTypes = {
  "application/pdf": ["pdf"],
  "image/png": ["png"],
  "image/jpeg": ["jpg", "jpeg"],
  "image/webp": ["webp"],
  "application/dicom": ["dcm", "dicom"],
  "text/plain": ["txt", "csv", "log", "md"],
} as const;
export type AttachmentType = keyof typeof attachmentTypes;

/** What a browser may show in a tab of its own; everything else is only saved. */
export const isShownInline = (mediaType: string): boolean =>
  mediaType === "application/pdf" || mediaType.startsWith("image/");

/**
 * The title of an uploaded file: its name without folders, control and direction characters, at most 120 characters, and
 * with an ending that tells what it is. A program that calls itself 报告.exe and is an image becomes 报告.exe.png.
 */
export function attachmentTitle(name: string, type: AttachmentType): string {
  const clean = (name.split(/[\\/]/).at(-1) ?? "")
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .replace(/^[\s.]+|[\s.]+$/gu, "");
  const endings: readonly string[] = attachmentTypes[type];
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(clean)?.[1]?.toLowerCase();
  const isTrue = ending !== undefined && endings.includes(ending);
  const stem = isTrue ? clean.slice(0, -ending.length - 1) : clean;
  const short = Array.from(stem).slice(0, 110).join("") || "附件";
  return `${short}.${isTrue ? ending : (endings[0] ?? "")}`;
}

/** The header value for a file of this title. Source: RFC 6266 and RFC 8187 (filename*). */
export function contentDisposition(title: string, mediaType: string): string {
  const plain = title.replace(/[^A-Za-z0-9._ -]/g, "_");
  const encoded = encodeURIComponent(title).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isShownInline(mediaType) ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
