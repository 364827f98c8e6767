import { type AssistantNode } from "../assistant/index.js";
import type { Database } from "../platform/database/database.js";
import type { FieldCipher } from "../platform/field-cipher.js";
import type { FileStore } from "../platform/files/file-store.js";
import { type ProviderLimits, type ProviderSettings, usualLimits } from "./providers/provider.js";
import type { Setting } from "./store/settings.js";

/** What this node's configuration says of transcription. */
export interface TranscriptNode {
  /** Private networks (CIDR) in which institutions' recognisers may stand: those of the language models. */
  readonly networks: readonly string[];
  readonly limits: ProviderLimits;
  readonly assistant: AssistantNode;
}

export const transcriptNode = (assistant: AssistantNode): TranscriptNode => ({
  networks: assistant.networks,
  limits: usualLimits,
  assistant,
});

/** Where captions and recordings work: the node's database, key and files, and what its configuration allows. */
export interface TranscriptHost extends TranscriptNode {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly files: FileStore;
}

/** How an institution's recogniser is asked, with these words to expect. */
export const providerSettings = (
  node: TranscriptNode,
  cipher: FieldCipher,
  setting: Setting,
  hotWords: readonly string[],
): ProviderSettings => ({
  provider: setting.provider,
  url: setting.url,
  model: setting.model,
  language: setting.language,
  dialect: setting.dialect,
  sampleRate: setting.sampleRate,
  apiKey: setting.keyCipher === null ? "" : cipher.decrypt(setting.keyCipher),
  hotWords,
  networks: node.networks,
  limits: node.limits,
});
