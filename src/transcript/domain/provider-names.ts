/** Who turns speech into words. `agora-stt`: its captions come to us from the room; nothing is sent. */
export const providerNames = [
  "funasr",
  "sherpa-onnx",
  "openai-realtime",
  "openai-file",
  "agora-stt",
] as const;
export type ProviderName = (typeof providerNames)[number];

/** How talking to a recogniser can go wrong. */
export const providerFaults = [
  "address_refused",
  "unreachable",
  "not_authorized",
  "timed_out",
  "too_large",
  "not_understood",
  "overloaded",
  "refused",
  "budget_used_up",
  "gave_up",
] as const;
export type ProviderFault = (typeof providerFaults)[number];

/** What a person is told, and what helps. */
export const faultWords: Readonly<Record<ProviderFault, { readonly zh: string; readonly en: string }>> = {
  address_refused: {
    zh: "语音转写服务的地址不被允许，请信息科检查设置",
    en: "The address of the speech service is not allowed; IT should check the settings",
  },
  unreachable: {
    zh: "语音转写服务连接不上，正在重试；通话不受影响",
    en: "The speech service cannot be reached; trying again. The call goes on",
  },
  not_authorized: {
    zh: "语音转写服务拒绝了密钥，请信息科检查设置",
    en: "The speech service refused the key; IT should check the settings",
  },
  timed_out: {
    zh: "语音转写服务没有应答，正在重新连接；通话不受影响",
    en: "The speech service did not answer; connecting again. The call goes on",
  },
  too_large: {
    zh: "语音转写服务的应答过大，已切断并重新连接",
    en: "The speech service sent far too much; it was cut off and is connected again",
  },
  not_understood: {
    zh: "语音转写服务的应答无法识别，请信息科检查服务类型",
    en: "The answer of the speech service is not understood; IT should check which kind of service it is",
  },
  overloaded: {
    zh: "语音转写服务跟不上，部分语音未转写",
    en: "The speech service cannot keep up; some speech was not written down",
  },
  refused: {
    zh: "语音转写服务报告出错，正在重新连接",
    en: "The speech service reports an error; connecting again",
  },
  budget_used_up: {
    zh: "本院今日的语音转写时长已用完，字幕已停；通话不受影响",
    en: "Today's minutes of transcription are used up and captions have stopped. The call goes on",
  },
  gave_up: {
    zh: "语音转写多次失败，字幕已停；可稍后再打开。通话不受影响",
    en: "Transcription failed several times and captions have stopped; switch them on again later. The call goes on",
  },
};
