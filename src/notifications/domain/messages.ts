import { instant } from "../../kernel/time.js";
import type { NoticeKind } from "./notice-kinds.js";

export type MessageLanguage = "zh" | "en";

/** A message as it leaves: nothing of a patient, no question, no names. */
export interface MessageText {
  readonly subject: string;
  readonly text: string;
}

type Template = (given: { readonly level: string | null; readonly until: string }) => MessageText;
type Two = Readonly<Record<MessageLanguage, Template>>;

const offer: Two = {
  zh: ({ level, until }) => ({
    subject: level === null ? "会诊派单待应答" : `${level} 级会诊派单待应答`,
    text: `您有一例${level === null ? "" : ` ${level} 级`}会诊派单，请在 ${until}前应答。`,
  }),
  en: ({ level, until }) => ({
    subject: level === null ? "A consultation offer waits for you" : `Consultation offer, level ${level}`,
    text: `A consultation offer${level === null ? "" : ` of level ${level}`} waits for your answer before ${until}.`,
  }),
};
const reminder: Two = {
  zh: (given) => {
    const { subject, text } = offer.zh(given);
    return { subject: `提醒：${subject}`, text: `提醒：${text}` };
  },
  en: (given) => {
    const { subject, text } = offer.en(given);
    return { subject: `Reminder: ${subject}`, text: `Reminder: ${text}` };
  },
};
const plain = (zhSubject: string, zhText: string, enSubject: string, enText: string): Two => ({
  zh: () => ({ subject: zhSubject, text: zhText }),
  en: () => ({ subject: enSubject, text: enText }),
});

/** Kinds with words of their own; all others leave as "something new", to be read after signing in. */
const templates: Partial<Record<NoticeKind, Two>> = {
  offer_sent: offer,
  offer_expiring: reminder,
  offer_withdrawn: plain(
    "一份派单已撤回",
    "此前发给您的一份会诊派单已撤回，无需再处理。",
    "An offer was withdrawn",
    "A consultation offer sent to you earlier was withdrawn; nothing is left to do.",
  ),
  case_accepted: plain(
    "会诊申请已有专家接诊",
    "您的一份会诊申请已有专家接诊。",
    "An expert has accepted",
    "An expert has accepted one of your requests.",
  ),
  opinion_signed: plain(
    "会诊意见已签署",
    "您的一份会诊申请已有签署的会诊意见，请查看并记录处置。",
    "An opinion is signed",
    "The opinion on one of your requests is signed; please read it and record what you did with it.",
  ),
  case_returned: plain(
    "会诊申请已退回补充",
    "您的一份会诊申请已退回，请补充后重新提交。",
    "A request was returned",
    "One of your requests was returned; please complete it and send it again.",
  ),
  case_with_dispatcher: plain(
    "一例会诊需要人工调度",
    "有一例会诊需要人工调度，请到调度台处理。",
    "A case needs the dispatcher",
    "A case needs the dispatcher; please see the board.",
  ),
  room_opened: plain(
    "会诊室已开启",
    "您的一例会诊已开启会诊室，请进入。",
    "The room is open",
    "The room of one of your consultations is open; please come in.",
  ),
  room_invited: plain(
    "请加入会诊",
    "请您加入一例正在进行的会诊。",
    "Please join a consultation",
    "You are asked to join a consultation that is going on.",
  ),
  conflict_opened: plain(
    "专家资料有冲突待裁定",
    "一位专家的一项资料有两个来源说法不一致，请裁定。",
    "A contradiction waits for your decision",
    "Two sources disagree about a fact of an expert; please decide which holds.",
  ),
  conflict_about_you: plain(
    "您的专家资料有冲突",
    "您的一项资料有两个来源说法不一致，请核对。",
    "Two sources disagree about your record",
    "Two sources disagree about a fact of your record; please check it.",
  ),
  verification_due: plain(
    "请核对您的专家资料",
    "您的部分专家资料到期，请核对，约需 1 分钟。",
    "Please confirm your record",
    "Some facts of your record are due; confirming them takes about a minute.",
  ),
  verification_suspended: plain(
    "已暂停向您派单",
    "因资料长期未核对，已暂停向您派单；核对后立即恢复。",
    "Offers to you are paused",
    "No offers come to you because your record was not confirmed; confirming it brings them back.",
  ),
};
const anythingElse = plain(
  "您有一条新通知",
  "您在会诊平台有一条新通知，请登录查看。",
  "You have a new notice",
  "There is a new notice for you on the consultation platform; please sign in to read it.",
);

const beijing = "Asia/Shanghai";
const clocks = new Map<string, Intl.DateTimeFormat>();

/** `MM-DD HH:MM` of an instant in a zone. */
function wallClock(at: string, timeZone: string): { day: string; time: string } {
  let format = clocks.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(timeZone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(Date.parse(at)).map(({ type, value }) => [type, value]),
  );
  return {
    day: `${parts.month ?? ""}-${parts.day ?? ""}`,
    time: `${parts.hour ?? ""}:${parts.minute ?? ""}`,
  };
}

/**
 * An instant on the platform's clock (Beijing) and, where the person's own clock says something else, on that as well.
 * The day is named when it is not the day of `now` on that clock.
 */
export function onBothClocks(at: string, now: string, timeZone: string, language: MessageLanguage): string {
  const show = (zone: string) => {
    const { day, time } = wallClock(at, zone);
    return day === wallClock(now, zone).day ? time : `${day} ${time}`;
  };
  const [common, own] = [show(beijing), show(timeZone)];
  const isSame = wallClock(at, beijing).time === wallClock(at, timeZone).time && common === own;
  if (language === "zh") return isSame ? `${common}（北京时间）` : `${common}（北京时间，您当地 ${own}）`;
  return isSame ? `${common} (Beijing time)` : `${common} Beijing time (${own} your time)`;
}

/**
 * Words that the notice brings along, in both languages: a page of figures that its module has written, without a case, a person
 * or a number small enough to point at one. Undefined: it brings none.
 */
function ownWords(
  details: Readonly<Record<string, unknown>>,
  language: MessageLanguage,
): MessageText | undefined {
  const both = details.message as Partial<Record<MessageLanguage, Partial<MessageText>>> | undefined;
  const own = both?.[language];
  return typeof own?.subject === "string" && typeof own.text === "string"
    ? { subject: own.subject, text: own.text }
    : undefined;
}

/** The words of one notice for one person. `level` and `expiresAt` are read from its details when they are there. */
export function messageOf(
  notice: { readonly kind: NoticeKind; readonly details: Readonly<Record<string, unknown>> },
  reader: { readonly language: MessageLanguage; readonly timeZone: string },
  now: string,
): MessageText {
  const written = notice.kind === "weekly_report" ? ownWords(notice.details, reader.language) : undefined;
  if (written) return written;
  const { level, expiresAt } = notice.details;
  const until =
    typeof expiresAt === "string"
      ? onBothClocks(instant(expiresAt), now, reader.timeZone, reader.language)
      : null;
  // Without a deadline there is nothing to say "before" about.
  const two = until === null && templates[notice.kind] === offer ? anythingElse : templates[notice.kind];
  return (two ?? anythingElse)[reader.language]({
    level: typeof level === "string" && /^(?:I|II|III|IV)$/u.test(level) ? level : null,
    until: until ?? "",
  });
}

/** One message for all that was held back during quiet hours or a call. A single one keeps its own words. */
export function digestOf(messages: readonly MessageText[], language: MessageLanguage): MessageText {
  const [only] = messages;
  if (messages.length === 1 && only) return only;
  const lines = [
    ...new Map(messages.map(({ text }) => [text, messages.filter((m) => m.text === text).length])),
  ].map(([text, count]) => (count === 1 ? `· ${text}` : `· ${text}（×${count}）`));
  return language === "zh"
    ? { subject: `您有 ${messages.length} 条新通知`, text: `免打扰或通话期间的通知：\n${lines.join("\n")}` }
    : {
        subject: `You have ${messages.length} new notices`,
        text: `While you were not to be disturbed:\n${lines.join("\n")}`,
      };
}

/** The message that proves an address is the person's: he types the code where he is signed in. */
export const verificationMessage = (code: string, language: MessageLanguage): MessageText =>
  language === "zh"
    ? { subject: "确认通知地址", text: `您的确认码是 ${code}，15 分钟内有效。如非本人操作，请忽略。` }
    : {
        subject: "Confirm this address",
        text: `Your code is ${code}; it is good for 15 minutes. If you did not ask for it, ignore this message.`,
      };

export const testMessage = (language: MessageLanguage): MessageText =>
  language === "zh"
    ? { subject: "测试通知", text: "这是一条测试通知：收到即说明该通道可用。" }
    : { subject: "Test message", text: "This is a test: receiving it shows that the channel works." };
