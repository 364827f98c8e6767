import type { Refusal } from "../platform/http/problem.js";

export const refusals = {
  room_not_found: {
    status: 404,
    zh: "没有这个会诊室，或它不属于这例会诊",
    en: "There is no such room, or it does not belong to this case",
  },
  not_in_room: {
    status: 409,
    zh: "您还不在会诊室里，请先进入会诊室",
    en: "You are not in the room; enter it first",
  },
  room_not_open: { status: 409, zh: "会诊室未开放或已结束", en: "The room is not open, or has ended" },
  segment_not_found: { status: 404, zh: "没有这句记录", en: "There is no such line" },
  segment_changed: {
    status: 409,
    zh: "这句话刚被别人改过，请核对后再改",
    en: "Somebody has just corrected this line; look at it and try again",
  },
  nothing_changed: { status: 422, zh: "文字没有变化", en: "The words are the same" },
  words_unfit: {
    status: 422,
    zh: "这段文字没有可保存的内容",
    en: "There is nothing in this text that can be kept",
  },
  not_agora: {
    status: 409,
    zh: "本院的字幕不是由声网转写的，请检查语音转写设置",
    en: "The hospital's captions do not come from Agora; check the transcription settings",
  },
  speech_service_silent: {
    status: 503,
    zh: "语音转写服务没有开始工作，字幕暂不可用；通话不受影响，请稍后再开",
    en: "The speech service did not begin, so there are no captions yet; the call goes on, try again shortly",
  },
  only_moderator: {
    status: 403,
    zh: "只有主持人可以发起、开始或代记录像同意",
    en: "Only a moderator may ask for a recording, start it, or note a guest's consent",
  },
  recording_exists: {
    status: 409,
    zh: "会诊室已有一个录像在征求同意或正在进行",
    en: "The room already has a recording that is asked for or runs",
  },
  recording_not_found: { status: 404, zh: "没有这段录像", en: "There is no such recording" },
  patient_consent_missing: {
    status: 409,
    zh: "尚无患者（或监护人）的录像同意，不能录像；请先记录书面或电子同意",
    en: "The patient (or guardian) has not consented to recording; record the consent first",
  },
  patient_consent_exists: {
    status: 409,
    zh: "患者的录像同意已有记录",
    en: "The patient's consent to recording is on record already",
  },
  patient_consent_unfit: {
    status: 422,
    zh: "同意人不符合要求：未满 18 周岁须由监护人签署",
    en: "This person cannot consent: for a patient under 18 a guardian signs",
  },
  consents_missing: {
    status: 409,
    zh: "会诊室里还有人没有同意录像，不能开始",
    en: "Somebody in the room has not agreed yet; recording cannot start",
  },
  not_asked: { status: 409, zh: "没有征求过您的录像同意", en: "You were not asked about a recording" },
  recording_not_running: {
    status: 409,
    zh: "录像没有在进行，或已按撤回的同意停止",
    en: "The recording does not run, or was stopped because consent was withdrawn",
  },
  only_recorder: {
    status: 403,
    zh: "只有发起录像的人可以上传这段录像",
    en: "Only the person whose browser records may send its chunks",
  },
  chunk_out_of_order: {
    status: 409,
    zh: "录像分片不连续，请从缺失的一片继续上传",
    en: "A chunk is missing before this one; go on from there",
  },
  chunk_not_in_chain: {
    status: 409,
    zh: "录像分片与前面的不相接，未保存",
    en: "The chunk does not join the chain and was not kept",
  },
  chunk_damaged: {
    status: 422,
    zh: "录像分片在传输中损坏，请重新上传",
    en: "The chunk was damaged on its way; send it again",
  },
  chunk_differs: {
    status: 409,
    zh: "同一编号的录像分片已有不同内容，未保存",
    en: "A different chunk with this number is kept already",
  },
  chunk_fields_missing: {
    status: 400,
    zh: "分片缺少 sha256 或 previousHash（64 位十六进制）",
    en: "The chunk lacks sha256 or previousHash (64 hexadecimal digits)",
  },
  chunk_empty: { status: 422, zh: "录像分片是空的", en: "The chunk is empty" },
  too_many_chunks: {
    status: 409,
    zh: "录像已达 4 小时上限，请停止后另开一段",
    en: "The recording has reached four hours; stop it and begin another",
  },
  recording_purged: {
    status: 409,
    zh: "保存期已满，这段录像已按规定销毁",
    en: "The time of keeping is over and the recording was destroyed as the rules say",
  },
  recording_unreadable: {
    status: 503,
    zh: "录像文件暂时无法读取或已损坏，请联系管理员从备份恢复",
    en: "The recording cannot be read, or is damaged; ask the administrator to restore it",
  },
  hold_exists: { status: 409, zh: "这例会诊已封存", en: "A legal hold stands on the case already" },
  no_hold: { status: 409, zh: "这例会诊没有封存", en: "There is no legal hold on the case" },
  nothing_said: {
    status: 409,
    zh: "还没有可整理的发言记录；打开字幕或写下要点后再试",
    en: "Nothing was written down yet; open captions first",
  },
  assistant_off: {
    status: 409,
    zh: "本院没有启用智能助手，草稿由规则整理",
    en: "The hospital has no language model switched on; the draft is made by rules",
  },
  assistant_failed: {
    status: 503,
    zh: "智能助手没有给出可用的草稿，已保留规则整理的草稿",
    en: "The language model gave no usable draft; the one made by rules stays",
  },
  draft_not_found: { status: 404, zh: "没有这份草稿", en: "There is no such draft" },
  draft_taken: { status: 409, zh: "草稿已由医师采用", en: "A physician has taken the draft over already" },
  sources_unknown: {
    status: 422,
    zh: "草稿里有句子指向不存在的发言，请刷新后再试",
    en: "A sentence of the draft refers to words that are not there; reload and try again",
  },
  institution_not_found: {
    status: 404,
    zh: "没有这家医院，或您无权设置",
    en: "There is no such hospital, or you may not set it up",
  },
  setting_changed_meanwhile: {
    status: 409,
    zh: "设置刚被别人修改，请刷新后再改",
    en: "Somebody has just changed the settings; reload and try again",
  },
  address_unfit: {
    status: 422,
    zh: "服务地址与服务类型不符：FunASR、sherpa-onnx、实时接口用 ws:// 或 wss://，文件接口用 http:// 或 https://，声网不填",
    en: "The address does not suit the kind of service: ws:// or wss:// for FunASR, sherpa-onnx and realtime, http:// or https:// for files, none for Agora",
  },
  address_refused: {
    status: 422,
    zh: "该地址不在允许的网络内",
    en: "The address is not in a network that may be used",
  },
  model_missing: { status: 422, zh: "请填写模型名称", en: "Enter the name of the model" },
  not_configured: {
    status: 409,
    zh: "请先填写语音转写服务的地址，再启用",
    en: "Enter the address of the speech service before switching it on",
  },
} as const satisfies Record<string, Refusal>;

export type TranscriptRefusal = keyof typeof refusals;
