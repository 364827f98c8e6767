import type { CallOutcome } from "./domain/outcome.js";

/** What each outcome means and how to mend it, for the connection test, the command line and the documentation. */
export const outcomeWords: Readonly<Record<CallOutcome, { readonly zh: string; readonly en: string }>> = {
  answered: { zh: "已答复", en: "Answered" },
  not_json: {
    zh: "答复不是 JSON，已拒收；请检查模型或答复格式设置",
    en: "The answer is not JSON and was refused; check model or answer format",
  },
  wrong_shape: {
    zh: "答复缺字段、多字段或类型不符，已拒收",
    en: "The answer has missing, unknown or ill-typed fields and was refused",
  },
  unsafe_text: {
    zh: "答复含标记、链接或控制字符，已拒收",
    en: "The answer carries markup, links or control characters and was refused",
  },
  echoed_instructions: {
    zh: "答复复述了指令（可能受病历中文字诱导），已拒收",
    en: "The answer repeats instructions (the text may have led it to) and was refused",
  },
  cut_off: {
    zh: "答复不完整（超长或中断），已拒收",
    en: "The answer is incomplete (too long or broken off) and was refused",
  },
  declined: { zh: "模型拒绝作答", en: "The model declined to answer" },
  too_large: { zh: "答复过大，已拒收", en: "The answer is too large and was refused" },
  redirected: {
    zh: "接口要求转到别处，未跟随；请填写最终地址",
    en: "The endpoint redirects elsewhere, which is not followed; write the final address",
  },
  address_refused: {
    zh: "接口地址不允许访问：公网须用 https，内网须在 ASSISTANT_NETWORKS 之内，元数据地址一律拒绝",
    en: "The address may not be asked: public ones need https, private ones must lie within ASSISTANT_NETWORKS, metadata services never",
  },
  unreachable: {
    zh: "连不上接口，请检查地址、网络和防火墙",
    en: "The endpoint cannot be reached; check address, network and firewall",
  },
  timed_out: { zh: "接口没有在时限内答复", en: "The endpoint did not answer in time" },
  not_authorized: { zh: "接口拒绝了密钥，请更新密钥", en: "The endpoint refused the key; renew it" },
  rate_limited: { zh: "接口限流，稍后自动重试", en: "The endpoint limits the rate; it is tried again later" },
  unavailable: {
    zh: "接口暂不可用，稍后自动重试",
    en: "The endpoint is unavailable; it is tried again later",
  },
  server_error: { zh: "接口内部出错", en: "The endpoint failed" },
  bad_request: {
    zh: "接口不接受请求，请核对模型名称和答复格式",
    en: "The endpoint does not take the request; check model name and answer format",
  },
  not_configured: { zh: "没有可用的模型接口", en: "There is no endpoint" },
  switched_off: { zh: "已关闭，未发送", en: "Switched off; nothing was sent" },
  budget_used_up: { zh: "今日额度已用完，未发送", en: "Today's budget is used up; nothing was sent" },
  circuit_open: {
    zh: "接口接连出错，暂停调用，片刻后再试",
    en: "The endpoint failed repeatedly and is left alone for a while",
  },
  case_moved_on: { zh: "会诊已进入下一步，未发送", en: "The case had moved on; nothing was sent" },
  too_late: { zh: "等待过久，未发送", en: "It waited too long; nothing was sent" },
  broke_off: { zh: "服务器中断，未得到答复", en: "The server broke off; there is no answer" },
};
