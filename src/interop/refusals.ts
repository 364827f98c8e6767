import type { Refusal } from "../platform/http/problem.js";
import type { ConnectorRefusal } from "./actions/connectors.js";
import type { LinkRefusal } from "./actions/links.js";
import type { QuarantineRefusal } from "./actions/quarantine.js";
import type { RunRefusal } from "./actions/runs.js";

export const connectorRefusals: Record<ConnectorRefusal, Refusal> = {
  connector_not_found: { status: 404, zh: "没有这个连接", en: "There is no such connector" },
  connector_changed_meanwhile: {
    status: 409,
    zh: "连接已被他人修改，请刷新后再改",
    en: "Somebody changed the connector meanwhile; reload and change it again",
  },
  connector_kind_fixed: {
    status: 422,
    zh: "连接方式不能更改，请新建一个连接",
    en: "A connector keeps its kind; set up another one",
  },
  name_taken: {
    status: 409,
    zh: "本机构已有同名连接，请换一个名称",
    en: "The institution has a connector of this name; choose another",
  },
  sender_taken: {
    status: 409,
    zh: "该发送方（MSH-3、MSH-4）已登记在另一个连接",
    en: "This sender (MSH-3, MSH-4) is registered for another connector",
  },
  folder_taken: {
    status: 409,
    zh: "该文件夹已用于另一个连接，请换一个",
    en: "The folder belongs to another connector; choose another",
  },
  institution_not_yours: {
    status: 403,
    zh: "只能为本机构建立连接",
    en: "You set up connectors of your own institution only",
  },
  institution_needed: {
    status: 422,
    zh: "请选择连接所属的医院",
    en: "Choose the hospital the connector belongs to",
  },
  schedule_not_for_mllp: {
    status: 422,
    zh: "MLLP 由医院主动推送，不设周期",
    en: "MLLP is sent to by the hospital and has no schedule",
  },
  connector_status_same: {
    status: 409,
    zh: "连接已是这个状态",
    en: "The connector has this status already",
  },
};

export const runRefusals: Record<RunRefusal, Refusal> = {
  connector_not_found: connectorRefusals.connector_not_found,
  run_not_found: { status: 404, zh: "没有这次运行", en: "There is no such run" },
  run_under_way: {
    status: 409,
    zh: "该连接有一次运行尚未结束，请稍候",
    en: "A run of this connector has not ended yet; wait a moment",
  },
  nothing_to_pull: {
    status: 422,
    zh: "MLLP 连接由医院主动推送；试运行请从医院一侧发送 MSH-11 为 T 的消息",
    en: "An MLLP connector is sent to; for a rehearsal send a message with MSH-11 T from the hospital's side",
  },
  connector_paused: {
    status: 409,
    zh: "连接已暂停，请先启用；试运行不受影响",
    en: "The connector is paused; enable it first. A dry run works all the same",
  },
  not_a_file_connector: {
    status: 422,
    zh: "只有文件夹连接可以上传名单",
    en: "Lists are uploaded to file-drop connectors only",
  },
};

export const linkRefusals: Record<LinkRefusal, Refusal> = {
  connector_not_found: connectorRefusals.connector_not_found,
  link_not_found: {
    status: 404,
    zh: "该工号没有对应任何专家，或对应已解除；请刷新",
    en: "The staff number means nobody here, or was taken away already; reload",
  },
  unlink_not_found: { status: 404, zh: "没有这条解除记录", en: "There is no such removal" },
  unlink_undone: { status: 409, zh: "这次解除已撤销", en: "The removal has been undone already" },
  key_means_another: {
    status: 409,
    zh: "该工号已对应另一位专家，请先解除那一条",
    en: "The staff number has come to mean another expert; take it from him first",
  },
};

export const quarantineRefusals: Record<QuarantineRefusal, Refusal> = {
  quarantine_not_found: { status: 404, zh: "没有这条隔离消息", en: "There is no such kept message" },
  quarantine_decided: {
    status: 409,
    zh: "这条消息已处理",
    en: "This message has been dealt with",
  },
  run_under_way: runRefusals.run_under_way,
};
