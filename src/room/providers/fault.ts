import { ProviderUnreachableError } from "../provider.js";

/** Why a media provider did not do what it was asked. */
export const providerFaults = {
  address_refused: {
    zh: "这个地址不允许访问：云主机元数据地址一律拒绝，内网地址需在服务器的 RTC_NETWORKS 之内，公网地址必须用 https",
    en: "This address may not be asked: metadata services never, private networks only within RTC_NETWORKS, public addresses only by https",
  },
  unreachable: {
    zh: "连接不上：请核对地址和端口，并确认音视频服务已启动",
    en: "It cannot be reached: check address and port, and that the media service runs",
  },
  timed_out: {
    zh: "超时没有答复：服务可能过载，或被防火墙拦截",
    en: "It did not answer in time: it may be overloaded, or a firewall is in the way",
  },
  too_large: {
    zh: "答复超出长度上限，已停止读取：这个地址可能不是音视频服务",
    en: "Its answer was longer than allowed and was not read on: this may not be a media service",
  },
  cut_off: {
    zh: "答复中途断开：请稍后重试",
    en: "Its answer broke off: try again shortly",
  },
  not_authorized: {
    zh: "拒绝了密钥：请核对密钥，并确认服务器时间准确",
    en: "It refused the key: check key and secret, and that this server's clock is right",
  },
  rate_limited: {
    zh: "请求过于频繁，暂时被限制：请稍后重试",
    en: "It was asked too often and holds us off: try again later",
  },
  server_error: {
    zh: "服务自身出错：请查看它的日志",
    en: "It reports an error of its own: look into its log",
  },
  bad_request: {
    zh: "不接受这个请求：版本可能不受支持",
    en: "It does not take this request: its version may not be supported",
  },
  wrong_shape: {
    zh: "答复的内容不是预期的格式：这个地址可能不是音视频服务",
    en: "Its answer is not in the form agreed: this may not be a media service",
  },
  no_such_room: {
    zh: "通话房间已不存在：请重新进入会诊室",
    en: "The call's room is no longer there: enter the room anew",
  },
  already_running: {
    zh: "已在运行",
    en: "It is running already",
  },
  no_such_participant: {
    zh: "此人已不在通话中",
    en: "This person is no longer in the call",
  },
  recording_not_set_up: {
    zh: "未设置录制的存放位置：请信息科在“音视频服务”中填写",
    en: "No place for recordings is set: IT fills it in under media services",
  },
  recording_unknown: {
    zh: "没有这次录制，或已经结束",
    en: "There is no such recording, or it has ended",
  },
  library_missing: {
    zh: "服务器上没有它的浏览器程序库：请系统管理员按 docs/room-providers.md 放置",
    en: "This server does not have its browser library: the administrator puts it there as docs/room-providers.md says",
  },
  not_configured: {
    zh: "音视频服务的设置不完整：请信息科在“音视频服务”中补全",
    en: "The media service is not set up completely: IT completes it under media services",
  },
} as const;

export type ProviderFaultCode = keyof typeof providerFaults;

/** Thrown by a provider's methods: an expected answer of the world outside, with words for a person. */
export class ProviderFault extends ProviderUnreachableError {
  override name = "ProviderFault";
  readonly code: ProviderFaultCode;
  /** Of the provider's HTTP answer, if there was one. What its body says is not kept: it may repeat what was sent. */
  readonly httpStatus: number | null;
  constructor(code: ProviderFaultCode, httpStatus: number | null = null) {
    super(code);
    this.code = code;
    this.httpStatus = httpStatus;
  }
  get words(): { readonly zh: string; readonly en: string } {
    return providerFaults[this.code];
  }
}
