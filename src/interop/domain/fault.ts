import { bookingFaults } from "./booking-faults.js";
import { type FaultSeverity, type FaultText, text } from "./fault-text.js";

export type { FaultSeverity } from "./fault-text.js";

/** One thing that is wrong in what a hospital's system sent. `value` is short and never an identifying number. */
export interface Fault {
  /** Segment and field, JSON pointer, or row and column. */
  readonly place: string;
  readonly code: string;
  readonly severity: FaultSeverity;
  readonly value: string;
  readonly zh: string;
  readonly en: string;
  readonly remedyZh: string;
  readonly remedyEn: string;
}

/** What the reading of messages and resources can find. What the registry finds brings its own words. */
const texts = {
  empty_message: text(
    "error",
    100,
    "消息是空的",
    "The message is empty",
    "请检查发送程序",
    "Check the sender",
  ),
  header_missing: text(
    "error",
    100,
    "消息不是以 MSH 开头",
    "The message does not begin with MSH",
    "每个 MLLP 帧只放一条以 MSH 开头的消息",
    "Put one message that begins with MSH into each frame",
  ),
  header_delimiters: text(
    "error",
    102,
    "MSH-1、MSH-2 的分隔符缺失或重复",
    "The delimiters in MSH-1 and MSH-2 are missing or not distinct",
    "请使用 MSH|^~\\&",
    "Use MSH|^~\\&",
  ),
  two_messages: text(
    "error",
    100,
    "一个帧里有两条消息",
    "One frame holds two messages",
    "请把每条消息放进各自的 MLLP 帧",
    "Put each message into a frame of its own",
  ),
  batch_not_taken: text(
    "error",
    200,
    "不接收批文件（FHS/BHS）",
    "Batches (FHS/BHS) are not taken",
    "请逐条发送消息",
    "Send the messages one by one",
  ),
  segment_malformed: text(
    "error",
    100,
    "段名不正确，消息可能被截断或换行符有误",
    "Not a segment name; the message may be cut off or its line ends wrong",
    "段与段之间用回车（0x0D）分隔",
    "Separate segments by a carriage return (0x0D)",
  ),
  too_many_segments: text(
    "error",
    207,
    "段数超过上限",
    "Too many segments",
    "请分成多条消息发送，每条不超过 1000 人",
    "Send several messages of at most 1,000 people",
  ),
  field_too_long: text(
    "error",
    102,
    "字段过长",
    "The field is too long",
    "请核对内容，单个字段不超过 8000 字",
    "Check the content; a field holds at most 8,000 characters",
  ),
  too_many_repetitions: text(
    "error",
    102,
    "字段重复次数过多",
    "The field repeats too often",
    "每个字段最多重复 50 次",
    "A field repeats 50 times at most",
  ),
  sender_unknown: text(
    "error",
    207,
    "发送方未登记，或来源地址不在登记范围内",
    "The sender is not registered, or its address is not among those registered",
    "请信息科在平台“系统对接”中登记 MSH-3、MSH-4 和来源地址，并启用该连接",
    "Let the hospital's IT register MSH-3, MSH-4 and the address on the platform and enable the connector",
  ),
  too_large: text(
    "error",
    207,
    "消息超过大小上限",
    "The message is larger than the limit",
    "请分成多条消息发送",
    "Send several smaller messages",
  ),
  try_again: text(
    "error",
    207,
    "平台暂时无法处理，消息未保存",
    "The platform cannot work on it now; the message was not kept",
    "请稍后用同一个 MSH-10 重发",
    "Send it again later under the same MSH-10",
  ),
  charset_unknown: text(
    "error",
    103,
    "MSH-18 的字符集不支持",
    "The character set in MSH-18 is not supported",
    "请使用 UNICODE UTF-8 或 GB18030-2000",
    "Use UNICODE UTF-8 or GB18030-2000",
  ),
  charset_contradicts: text(
    "error",
    102,
    "MSH-18 声明为 UTF-8，实际内容不是 UTF-8",
    "MSH-18 declares UTF-8 and the bytes are not UTF-8",
    "请把 MSH-18 改为 GB18030-2000，或改用 UTF-8 发送",
    "Declare GB18030-2000 in MSH-18, or send UTF-8",
  ),
  undecodable: text(
    "error",
    102,
    "内容既不是 UTF-8 也不是 GB18030",
    "The bytes are neither UTF-8 nor GB18030",
    "请检查发送程序的编码设置",
    "Check the sender's encoding",
  ),
  message_type: text(
    "error",
    200,
    "只接收人员主文件 MFN^M02 和排班 SIU^S12、S13、S14、S15、S16、S17、S23、S24、S26",
    "Only staff files MFN^M02 and schedules SIU^S12, S13, S14, S15, S16, S17, S23, S24, S26 are taken",
    "请在接口引擎中只转发这些消息",
    "Route only these messages to this port",
  ),
  control_id_missing: text(
    "error",
    101,
    "缺少消息控制号 MSH-10",
    "The message control ID MSH-10 is missing",
    "每条消息填写不重复的 MSH-10",
    "Give each message a control ID of its own",
  ),
  control_id_reused: text(
    "error",
    205,
    "MSH-10 已用于另一条内容不同的消息",
    "MSH-10 was used before for another message",
    "请换一个新的 MSH-10 再发",
    "Send it again under a new MSH-10",
  ),
  version_unsupported: text(
    "error",
    203,
    "HL7 版本不支持",
    "The HL7 version is not supported",
    "请使用 2.3 至 2.8 版",
    "Use a version from 2.3 to 2.8",
  ),
  processing_id: text(
    "error",
    202,
    "MSH-11 应为 P（正式）、T 或 D（试运行）",
    "MSH-11 must be P (production), T or D (rehearsal)",
    "请填写 P",
    "Write P",
  ),
  time_unread: text(
    "error",
    102,
    "时间格式不正确",
    "The time is malformed",
    "请按 20260115083000+0800 填写",
    "Write it like 20260115083000+0800",
  ),
  time_in_future: text(
    "error",
    102,
    "时间晚于现在",
    "The time lies in the future",
    "请校准发送方时钟",
    "Set the sender's clock",
  ),
  mfi_missing: text(
    "error",
    100,
    "缺少 MFI 段",
    "The MFI segment is missing",
    "MFI 应紧跟在 MSH 之后",
    "Put MFI after MSH",
  ),
  no_entries: text(
    "error",
    100,
    "消息里没有 MFE 段",
    "The message has no MFE segment",
    "每位人员以一个 MFE 开头",
    "Begin each person with an MFE",
  ),
  replaces_file: text(
    "warning",
    103,
    "MFI-3 为 REP：按逐条更新处理，名单之外的人员不会被停用",
    "MFI-3 is REP: taken as single updates; nobody outside the list is deactivated",
    "停用人员请发送 MDL 或 MDC",
    "Send MDL or MDC to deactivate somebody",
  ),
  out_of_place: text(
    "error",
    100,
    "该段前面没有 MFE，无法判断属于谁",
    "No MFE precedes this segment, so nobody knows whose it is",
    "顺序应为 MFE、STF、PRA…",
    "The order is MFE, STF, PRA …",
  ),
  segment_repeated: text(
    "error",
    100,
    "一位人员只能有一个这样的段",
    "One person has one such segment",
    "每位人员各用一个 MFE",
    "Begin each person with an MFE of his own",
  ),
  event_unknown: text(
    "error",
    103,
    "MFE-1 应为 MAD、MUP、MDL、MDC 或 MAC",
    "MFE-1 must be MAD, MUP, MDL, MDC or MAC",
    "请核对 MFE-1",
    "Check MFE-1",
  ),
  key_missing: text(
    "error",
    101,
    "没有人员主键（工号）",
    "The person's primary key (staff number) is missing",
    "请填写工号，且不要更改已用过的工号",
    "Write the staff number, and never change one in use",
  ),
  keys_differ: text(
    "error",
    204,
    "与 MFE-4 的主键不一致",
    "Not the primary key of MFE-4",
    "请核对两处工号",
    "Check both staff numbers",
  ),
  staff_missing: text(
    "error",
    100,
    "新增或修改时缺少 STF 段",
    "An add or update needs an STF segment",
    "请补上 STF",
    "Add the STF segment",
  ),
  not_a_resource: text(
    "error",
    100,
    "不是 FHIR 资源",
    "Not a FHIR resource",
    "请检查对方接口返回的内容",
    "Check what the other system answers",
  ),
  reference_unresolved: text(
    "error",
    204,
    "引用的人员不在结果里，也读不到",
    "The referenced person is neither in the answer nor readable",
    "请让对方支持 _include=PractitionerRole:practitioner",
    "Let the other side support _include=PractitionerRole:practitioner",
  ),
  other_organization: text(
    "warning",
    204,
    "岗位属于另一家机构，未导入",
    "The post belongs to another institution and was left out",
    "如属本机构，请在连接设置里登记该机构标识",
    "If it is yours, add its identifier to the connector",
  ),
  staff_unknown: text(
    "warning",
    204,
    "平台上没有这位人员，无需停用",
    "Nobody of this staff number is known here; there is nothing to deactivate",
    "无需处理",
    "Nothing to do",
  ),
  ...bookingFaults,
  older_than_known: text(
    "warning",
    205,
    "平台上已有更新的资料，这条较早的变更未采用",
    "Newer facts are on record; this earlier change was not applied",
    "无需处理；如内容确为最新，请以新的时间重发",
    "Nothing to do; if it is the latest state, send it with a new time",
  ),
} as const satisfies Readonly<Record<string, FaultText>>;

export type FaultCode = keyof typeof texts;

/** Words the fault for its place. The value is shortened to one line and loses long numbers. */
export function faultAt(place: string, code: FaultCode, value = ""): Fault {
  const { severity, zh, en, remedyZh, remedyEn } = texts[code];
  return { place, code, severity, value: quote(value), zh, en, remedyZh, remedyEn };
}

/** HL7 table 0357 number of a fault; 207 (application error) for what the registry refuses. */
export const hl7ErrorCode = (code: string): number => (code in texts ? texts[code as FaultCode].hl7 : 207);

export const isError = (fault: Fault): boolean => fault.severity === "error";

/** One short line without control characters; six digits in a row and more may identify a person and are masked. */
export function quote(value: string): string {
  const line = value
    .slice(0, 200)
    .replace(/[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]+/gu, " ")
    .replace(/[0-9]{6,}[0-9Xx]?/gu, (digits) => `${digits.slice(0, 2)}***`)
    .trim();
  return line.length > 60 ? `${Array.from(line).slice(0, 60).join("")}…` : line;
}
