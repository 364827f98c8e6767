import { expect, test } from "vitest";
import { preferredCodecs, withStartBitrate } from "./sdp.js";

const sdp = [
  "v=0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10",
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102",
  "a=rtpmap:96 VP8/90000",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "a=rtpmap:102 H264/90000",
  "a=fmtp:102 profile-level-id=42e01f",
  "",
].join("\r\n");

test("every video codec begins at the rate of a full picture; sound and repair are left alone", () => {
  const lines = withStartBitrate(sdp).split("\r\n");
  expect(lines).toContain("a=fmtp:102 profile-level-id=42e01f;x-google-start-bitrate=1500");
  expect(lines).toContain("a=fmtp:111 minptime=10");
  expect(lines).toContain("a=fmtp:97 apt=96");
  expect(withStartBitrate(sdp)).toContain(
    "a=rtpmap:96 VP8/90000\r\na=fmtp:96 x-google-start-bitrate=1500\r\n",
  );
});

test("done twice it is as done once", () => {
  expect(withStartBitrate(withStartBitrate(sdp))).toBe(withStartBitrate(sdp));
});

test("hardware's codec comes first, then the one all have, in the order given otherwise", () => {
  const codecs = ["video/AV1", "video/VP8", "video/rtx", "video/H264"].map((mimeType) => ({ mimeType }));
  expect(preferredCodecs(codecs).map((one) => one.mimeType)).toEqual([
    "video/H264",
    "video/VP8",
    "video/AV1",
    "video/rtx",
  ]);
});
