import type { Refusal } from "../../platform/http/problem.js";

export type ProviderRefusal =
  | "institution_not_found"
  | "setting_changed_meanwhile"
  | "address_refused"
  | "tls_required"
  | "provider_incomplete"
  | "webhook_refused"
  | "sdk_missing";

export const providerRefusals: Record<ProviderRefusal, Refusal> = {
  institution_not_found: {
    status: 404,
    zh: "没有这家医院，或不归您管理；请选择医院",
    en: "There is no such hospital, or it is not yours; choose a hospital",
  },
  setting_changed_meanwhile: {
    status: 409,
    zh: "设置已被他人修改，请刷新后再改",
    en: "Somebody changed the settings meanwhile; reload and change them again",
  },
  address_refused: {
    status: 422,
    zh: "这个地址不能使用：云主机元数据地址一律拒绝；内网地址需在服务器的 RTC_NETWORKS 之内",
    en: "This address may not be used: metadata services never, private networks only within the server's RTC_NETWORKS",
  },
  tls_required: {
    status: 422,
    zh: "公网地址必须使用 https 或 wss；只有本机和内网地址可以不加密",
    en: "A public address needs https or wss; without them only on this machine and the intranet",
  },
  provider_incomplete: {
    status: 422,
    zh: "所选的音视频服务还缺地址或密钥，请补全后再选用",
    en: "The chosen media service lacks an address or a secret; complete it before choosing it",
  },
  webhook_refused: {
    status: 401,
    zh: "消息的签名不正确、发出过久，或格式不对；请核对密钥、服务器时间和文档中的地址",
    en: "The message is not signed with our key, was sent too long ago, or has another content type; check secret, clock and address",
  },
  sdk_missing: {
    status: 404,
    zh: "服务器上没有这个音视频程序库：请系统管理员按 docs/room-providers.md 放置",
    en: "This server does not have the media library; the administrator puts it there as docs/room-providers.md says",
  },
};
