import type { ProviderName } from "./provider-names.js";

/** Which addresses a kind of recogniser can have; none: it is not asked by us. */
export const schemesOf: Readonly<Record<ProviderName, readonly string[]>> = {
  funasr: ["ws:", "wss:"],
  "sherpa-onnx": ["ws:", "wss:"],
  "openai-realtime": ["ws:", "wss:"],
  "openai-file": ["http:", "https:"],
  "agora-stt": [],
};

/** Whether the address suits the kind; an empty one only suits those that have none. */
export function suits(provider: ProviderName, url: string): boolean {
  const schemes = schemesOf[provider];
  if (schemes.length === 0) return url === "";
  return URL.canParse(url) && schemes.includes(new URL(url).protocol) && new URL(url).username === "";
}
