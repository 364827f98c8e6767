import type { Refusal } from "../platform/http/problem.js";
import type { SettingsRefusal } from "./actions/settings.js";

export const refusals: Record<SettingsRefusal, Refusal> = {
  settings_changed: {
    status: 409,
    zh: "通知设置已在另一窗口保存，请刷新后再改",
    en: "The settings were saved in another window; reload and change them again",
  },
  address_not_found: { status: 404, zh: "没有这个通知地址", en: "There is no such address of yours" },
  address_verified: {
    status: 409,
    zh: "该地址已确认，无需再次确认",
    en: "This address is confirmed already",
  },
  code_wrong: {
    status: 422,
    zh: "确认码不对，请核对收到的 6 位数字",
    en: "This is not the code; check the six digits you received",
  },
  code_expired: {
    status: 409,
    zh: "确认码已失效，请重新填写地址以获取新的确认码",
    en: "The code is no longer good; enter the address again to get a new one",
  },
  too_many_messages: {
    status: 429,
    zh: "10 分钟内最多发送 6 条测试或确认消息，请稍后再试",
    en: "At most six tests or codes within ten minutes; try again later",
  },
  channel_off: {
    status: 409,
    zh: "本平台未启用该通道，请联系运营方",
    en: "This installation does not have that channel; ask the operator",
  },
  no_verified_address: {
    status: 409,
    zh: "该通道还没有已确认的地址，请先填写并确认",
    en: "There is no confirmed address for this channel; enter one and confirm it first",
  },
};

export const watchRefusals = {
  channel_off: refusals.channel_off,
  no_local_box: {
    status: 404,
    zh: "本平台的消息会真正发出，没有本地信箱",
    en: "Messages of this installation go out; there is no local box",
  },
} as const satisfies Record<string, Refusal>;
