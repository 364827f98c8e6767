/**
 * Where a picture's encoder begins, in kbit/s. Chromium begins at 300 and, with an easy picture, stays at a quarter of the
 * size. Source: own measurements, docs/room.md.
 */
const startKbps = 1500;

/** The description with the start bitrate at every video codec; it works on the encoder of whoever receives it. */
export function withStartBitrate(sdp: string): string {
  const types = [...sdp.matchAll(/^a=rtpmap:(\d+) (?:VP8|VP9|H264|AV1)\/90000\r?$/gm)].map(
    ([, type]) => type ?? "",
  );
  return types.reduce((text, type) => {
    const format = new RegExp(`^a=fmtp:${type} (.*)$`, "m");
    if (format.test(text))
      return text.replace(format, (line) =>
        line.includes("x-google-start-bitrate")
          ? line
          : line.replace(/\r?$/, (end) => `;x-google-start-bitrate=${startKbps}${end}`),
      );
    return text.replace(
      new RegExp(`^(a=rtpmap:${type} .*?)(\r?)$`, "m"),
      `$1$2\na=fmtp:${type} x-google-start-bitrate=${startKbps}$2`,
    );
  }, sdp);
}

/** H264 first, because most devices encode it in hardware; then VP8, which all can; the rest after them. */
export function preferredCodecs<T extends { readonly mimeType: string }>(codecs: readonly T[]): T[] {
  const rank = ({ mimeType }: T) => ({ "video/h264": 0, "video/vp8": 1 })[mimeType.toLowerCase()] ?? 2;
  return [...codecs].sort((a, b) => rank(a) - rank(b));
}
