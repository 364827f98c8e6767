/** Where a message stands on its way through one channel. */
export const deliveryStatuses = ["queued", "sending", "sent", "failed", "suppressed"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** From each state, where it may go; the database holds the same table. */
export const deliveryTransitions: Readonly<Record<DeliveryStatus, readonly DeliveryStatus[]>> = {
  queued: ["sending", "suppressed"],
  sending: ["queued", "sent", "failed", "suppressed"],
  sent: [],
  failed: [],
  suppressed: [],
};

/** What a channel can answer instead of taking the message; `isFinal`: trying again cannot help. */
export const sendFaults = {
  unreachable: { isFinal: false, zh: "连接不上服务器", en: "the server cannot be reached" },
  timed_out: { isFinal: false, zh: "服务器超时未答", en: "the server did not answer in time" },
  address_refused: {
    isFinal: true,
    zh: "服务器地址不在允许范围",
    en: "the server's address may not be asked",
  },
  cut_off: { isFinal: false, zh: "回答中断", en: "the answer broke off" },
  too_large: { isFinal: false, zh: "回答过大", en: "the answer was too large" },
  circuit_open: {
    isFinal: false,
    zh: "通道连续失败，暂停片刻",
    en: "the channel failed repeatedly and rests",
  },
  rate_limited: { isFinal: false, zh: "发送过于频繁，被限流", en: "too many messages for the server" },
  not_authorized: { isFinal: false, zh: "账号或密钥被拒绝", en: "the account or key was refused" },
  server_error: { isFinal: false, zh: "服务器出错", en: "the server failed" },
  bad_answer: { isFinal: false, zh: "回答无法理解", en: "the answer cannot be read" },
  rejected: { isFinal: true, zh: "服务器拒收", en: "the server refused the message" },
  gone: { isFinal: true, zh: "地址已失效", en: "the address no longer exists" },
  redirected: { isFinal: true, zh: "地址被重定向", en: "the address was redirected" },
  unreadable_address: { isFinal: true, zh: "保存的地址无法读取", en: "the stored address cannot be read" },
} as const satisfies Record<string, { isFinal: boolean; zh: string; en: string }>;
export type SendFault = keyof typeof sendFaults;
