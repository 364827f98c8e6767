/** 专家成员身份 of one post: from invitation or application over the appointment for a term to the exit, and back. */
export const membershipStatuses = [
  "invited",
  "applied",
  "hospital_approved",
  "appointed",
  "paused",
  "inactive",
  "retired",
  "transferred",
  "revoked",
  "refused",
  "withdrawn",
] as const;
export type MembershipStatus = (typeof membershipStatuses)[number];

/** From each state, where it may go; the database holds the same table. */
export const membershipTransitions: Readonly<Record<MembershipStatus, readonly MembershipStatus[]>> = {
  invited: ["applied", "withdrawn"],
  applied: ["hospital_approved", "refused", "withdrawn"],
  // Back to `applied`: the platform wants something completed and the hospital to look again.
  hospital_approved: ["appointed", "applied", "refused", "withdrawn"],
  appointed: ["paused", "inactive", "retired", "transferred", "revoked"],
  paused: ["appointed", "inactive", "retired", "transferred", "revoked"],
  // Every way back leads over the hospital's consent and the platform's review.
  inactive: ["applied", "retired", "transferred", "revoked"],
  retired: ["applied"],
  transferred: ["applied"],
  revoked: ["applied"],
  refused: ["applied"],
  withdrawn: ["applied"],
};

/** What a step did; `record`: the post came in with a list, a hospital system or the seed. */
export const membershipActs = [
  "record",
  "invite",
  "apply",
  "complete",
  "approve",
  "send_back",
  "refuse",
  "withdraw",
  "appoint",
  "renew",
  "pause",
  "resume",
  "lapse",
  "retire",
  "transfer",
  "revoke",
  "reactivate",
] as const;
export type MembershipAct = (typeof membershipActs)[number];

const targets: Readonly<Partial<Record<MembershipAct, MembershipStatus>>> = {
  apply: "applied",
  approve: "hospital_approved",
  send_back: "applied",
  refuse: "refused",
  withdraw: "withdrawn",
  appoint: "appointed",
  pause: "paused",
  resume: "appointed",
  lapse: "inactive",
  retire: "retired",
  transfer: "transferred",
  revoke: "revoked",
  reactivate: "applied",
};

const origins: Readonly<Partial<Record<MembershipAct, readonly MembershipStatus[]>>> = {
  apply: ["invited"],
  send_back: ["hospital_approved"],
  appoint: ["hospital_approved"],
  resume: ["paused"],
  reactivate: ["inactive", "retired", "transferred", "revoked", "refused", "withdrawn"],
};

/**
 * Where the act leads from this state; undefined: it may not be done now. `complete` and `renew` keep the state and are
 * open while an application is open, or an appointment stands.
 */
export function nextStatus(act: MembershipAct, from: MembershipStatus): MembershipStatus | undefined {
  if (act === "complete") return from === "applied" || from === "invited" ? from : undefined;
  if (act === "renew") return from === "appointed" ? from : undefined;
  const to = targets[act];
  if (to === undefined || origins[act]?.includes(from) === false) return undefined;
  return membershipTransitions[from].includes(to) ? to : undefined;
}

export interface CodedReason {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

const other: CodedReason = { code: "other", zh: "其他（请写明）", en: "Other (say which)" };

/** The reasons a person can give, by act; `other` needs a note. Acts that are not here need no reason. */
export const membershipReasons = {
  pause: [
    { code: "own_request", zh: "本人要求", en: "At the expert's request" },
    { code: "on_leave", zh: "进修、援外或长期休假", en: "Training, mission abroad or long leave" },
    { code: "health", zh: "健康原因", en: "Health" },
    { code: "hospital_request", zh: "医院安排", en: "Arranged by the hospital" },
    { code: "under_review", zh: "待核查", en: "Under review" },
    other,
  ],
  lapse: [
    { code: "own_request", zh: "本人要求", en: "At the expert's request" },
    { code: "long_inactive", zh: "长期无应答", en: "Has not answered for long" },
    other,
  ],
  retire: [
    { code: "retired", zh: "已退休", en: "Has retired" },
    { code: "left_practice", zh: "不再从事临床工作", en: "No longer in clinical practice" },
    { code: "deceased", zh: "去世", en: "Has died" },
    other,
  ],
  transfer: [
    { code: "moved", zh: "调往其他医院", en: "Has moved to another hospital" },
    { code: "left_hospital", zh: "离职，去向不明", en: "Has left; not known where to" },
    other,
  ],
  revoke: [
    { code: "licence_lost", zh: "执业资格失效", en: "Licence no longer valid" },
    { code: "false_statement", zh: "资料不实", en: "Untrue statements" },
    { code: "misconduct", zh: "违反管理规定", en: "Misconduct" },
    other,
  ],
  refuse: [
    { code: "not_staff", zh: "非本院在职人员", en: "Not on this hospital's staff" },
    { code: "not_qualified", zh: "资质不符合要求", en: "Qualification does not suffice" },
    { code: "cannot_verify", zh: "资料无法核实", en: "Cannot be verified" },
    { code: "no_need", zh: "本专科名额已满", en: "No more experts needed in this specialty" },
    other,
  ],
  send_back: [
    { code: "incomplete", zh: "资料不全", en: "Incomplete" },
    { code: "unclear", zh: "资料有疑问", en: "Open questions" },
    other,
  ],
} as const satisfies Partial<Record<MembershipAct, readonly CodedReason[]>>;
export type ReasonedAct = keyof typeof membershipReasons;

/** Reasons that the platform itself gives. */
const platformReasons: readonly CodedReason[] = [
  { code: "list", zh: "随专家名单导入", en: "Came in with an expert list" },
  { code: "recorded", zh: "由系统登记", en: "Recorded by the system" },
  { code: "on_record", zh: "登记时已退出", en: "Had left when recorded" },
  { code: "term_ended", zh: "聘期已满未续聘", en: "The term ended and was not renewed" },
  { code: "unverified", zh: "资料逾期未核对", en: "Facts were not verified in time" },
  { code: "verified_again", zh: "资料已核对", en: "Facts were verified" },
  { code: "hospital_system", zh: "医院信息系统报告停用", en: "The hospital's system reported it" },
  { code: "finding", zh: "核查确认", en: "Confirmed by a check" },
];

/** A reason in words; an unknown code is shown as it is. */
export function reasonWords(code: string): { readonly zh: string; readonly en: string } {
  for (const list of [...Object.values(membershipReasons), platformReasons])
    for (const reason of list) if (reason.code === code) return reason;
  return { zh: code, en: code };
}

/** False: not one of the act's reasons, or `other` without a note. */
export const isReasonGiven = (act: ReasonedAct, code: string, note: string): boolean =>
  membershipReasons[act].some((reason) => reason.code === code) && (code !== "other" || note.trim() !== "");

/** Source: 医疗事故技术鉴定暂行办法 (卫生部令第30号), 专家库成员聘用期 4 年. */
export const termYears = 4;

/** First and last day of a term that begins on `from` (YYYY-MM-DD); the end is the day before the anniversary. */
export function termFrom(from: string, years = termYears): { readonly from: string; readonly to: string } {
  const end = new Date(`${from}T00:00:00Z`);
  end.setUTCFullYear(end.getUTCFullYear() + years);
  end.setUTCDate(end.getUTCDate() - 1);
  return { from, to: end.toISOString().slice(0, 10) };
}

/** Days before the end of a term on which hospital, platform and expert are reminded of the re-review. */
export const reminderDays = [60, 30] as const;

/** Whole civil days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/**
 * The reminder that is due today: the smallest of {@link reminderDays} that has been reached and was not given.
 * @param reminded the last one given in this term; null: none.
 * @returns undefined: none is due, also once the term has ended.
 */
export function dueReminder(today: string, termTo: string, reminded: number | null): 60 | 30 | undefined {
  const left = daysBetween(today, termTo);
  if (left < 0) return undefined;
  const reached = [...reminderDays].reverse().find((days) => left <= days);
  return reached !== undefined && (reminded === null || reached < reminded) ? reached : undefined;
}

/** True from the day after the last one. */
export const hasTermEnded = (today: string, termTo: string): boolean => today > termTo;

/** A term is renewed at the earliest this many days before its end. */
export const renewableDays = 90;
