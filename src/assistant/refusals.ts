import type { Refusal } from "../platform/http/problem.js";

export type AssistantRefusal =
  | "institution_not_found"
  | "setting_changed_meanwhile"
  | "model_missing"
  | "address_refused"
  | "tls_required"
  | "not_configured"
  | "already_so";

export const assistantRefusals: Record<AssistantRefusal, Refusal> = {
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
  model_missing: {
    status: 422,
    zh: "填写了接口地址，还需填写模型名称",
    en: "With an address of its own, the institution also names a model",
  },
  address_refused: {
    status: 422,
    zh: "这个地址不能使用：云主机元数据地址一律拒绝；内网地址需在服务器的 ASSISTANT_NETWORKS 之内",
    en: "This address may not be used: metadata services never, private networks only within the server's ASSISTANT_NETWORKS",
  },
  tls_required: {
    status: 422,
    zh: "公网地址必须使用 https；只有本机和内网地址可以用 http",
    en: "A public address needs https; http is for this machine and the intranet only",
  },
  not_configured: {
    status: 422,
    zh: "还没有可用的模型接口：请先填写接口地址和模型，或请平台管理员在服务器上配置",
    en: "There is no endpoint yet: name its address and model first, or have the server's administrator configure one",
  },
  already_so: {
    status: 409,
    zh: "已是这个状态",
    en: "It has this state already",
  },
};
