import type { Refusal } from "../platform/http/problem.js";
import type { BookingRefusal } from "./appointments.js";
import type { LineFault } from "./domain/block-text.js";
import { longestMinutes, shortestMinutes } from "./domain/appointment.js";
import { type IcsFault, icsLimits, type IcsRefusal } from "./ics/read-ics.js";

export type CalendarRefusal =
  | "person_not_found"
  | "calendar_changed"
  | "empty_stretch"
  | "window_too_wide"
  | "block_not_found"
  | "block_ends_before_start"
  | "block_too_long"
  | "too_many_blocks"
  | "stand_in_not_found"
  | "stand_in_is_himself"
  | "too_many_rules";

export type CaseBookingRefusal =
  | BookingRefusal
  | "person_not_in_case"
  | "waits_already"
  | "waitlist_entry_not_found"
  | "window_empty";

export const calendarRefusals: Record<CalendarRefusal, Refusal> = {
  person_not_found: {
    status: 404,
    zh: "没有这个人，或您无权查看其日程",
    en: "There is no such person, or you may not see his calendar",
  },
  calendar_changed: {
    status: 409,
    zh: "日程已在别处被修改，请刷新后再改",
    en: "The calendar was changed elsewhere: load it again and repeat your change",
  },
  empty_stretch: {
    status: 422,
    zh: "有一段时间起止相同，请改其起点或终点",
    en: "A stretch begins and ends at the same time: change one of them",
  },
  window_too_wide: {
    status: 422,
    zh: "起止须为先后，且一次最多查看 62 天",
    en: "The end must follow the start, at most 62 days later",
  },
  block_not_found: {
    status: 404,
    zh: "没有这段占用，可能已删除",
    en: "There is no such block; perhaps it was taken away",
  },
  block_ends_before_start: {
    status: 422,
    zh: "结束时间须晚于开始时间",
    en: "The end must lie after the start",
  },
  block_too_long: {
    status: 422,
    zh: "一段占用最长 366 天，请分段填写",
    en: "A block lasts at most 366 days: write it in parts",
  },
  too_many_blocks: {
    status: 422,
    zh: "日程中的占用过多（上限 20000 段），请先删除旧的",
    en: "There are too many blocks (20,000): take old ones away first",
  },
  stand_in_not_found: {
    status: 422,
    zh: "没有这位代班人，或其账号已停用",
    en: "There is no such stand-in, or the account is not active",
  },
  stand_in_is_himself: { status: 422, zh: "代班人不能是本人", en: "Nobody stands in for himself" },
  too_many_rules: { status: 422, zh: "每周安排最多 200 条", en: "The weekly plan has at most 200 lines" },
};

const taken: Refusal = {
  status: 409,
  zh: "该时段刚被占用，请另选时间",
  en: "This time has just been taken: choose another one",
};

export const bookingRefusals: Record<CaseBookingRefusal, Refusal> = {
  slot_taken: taken,
  in_the_past: {
    status: 422,
    zh: "开始时间已过，请选将来的时间",
    en: "The start has passed: choose a time ahead",
  },
  too_short: {
    status: 422,
    zh: `会诊至少 ${shortestMinutes} 分钟`,
    en: `A consultation lasts at least ${shortestMinutes} minutes`,
  },
  too_long: {
    status: 422,
    zh: `会诊最长 ${longestMinutes} 分钟`,
    en: `A consultation lasts at most ${longestMinutes} minutes`,
  },
  too_far_ahead: { status: 422, zh: "最多可约一年之内的时间", en: "Times can be booked one year ahead" },
  not_on_a_minute: { status: 422, zh: "时间须为整分钟", en: "Times are whole minutes" },
  case_not_open: {
    status: 409,
    zh: "该会诊未提交或已结束，不能预约时间",
    en: "The case was not sent or has ended: no time can be booked for it",
  },
  no_participants: { status: 422, zh: "请至少选择一位参加人", en: "Choose at least one person" },
  too_many_participants: { status: 422, zh: "一次会诊最多 20 人", en: "At most 20 people take part" },
  person_not_active: {
    status: 409,
    zh: "有参加人的账号已停用，请换人",
    en: "The account of somebody who takes part is not active: choose another",
  },
  person_not_in_case: {
    status: 403,
    zh: "只能约本例会诊的人员；约其他专家请联系调度员",
    en: "Only people of this case can be booked; for others ask the dispatcher",
  },
  agreement_not_in_force: {
    status: 409,
    zh: "与参加人所在医院没有生效的协作协议",
    en: "No agreement is in force with the hospital of somebody who takes part",
  },
  outside_free_time: {
    status: 409,
    zh: "该时段有人不在可约时间内（门诊、手术、请假或非工作时间），请另选",
    en: "Somebody is not free then (clinic, operation, leave or off hours): choose another time",
  },
  cap_reached: {
    status: 409,
    zh: "有参加人当日或当周的会诊已满，请另选日期",
    en: "Somebody's day or week is full: choose another day",
  },
  hold_in_the_past: { status: 422, zh: "暂留期限须在将来", en: "A hold must end in the future" },
  hold_lapsed: {
    status: 409,
    zh: "暂留已过期，请重新选择时间",
    en: "The hold has lapsed: choose a time again",
  },
  appointment_not_found: { status: 404, zh: "没有这个预约", en: "There is no such appointment" },
  appointment_not_open: {
    status: 409,
    zh: "该预约已改期、取消、开始或结束，请刷新",
    en: "The appointment was moved, cancelled, begun or ended: load it again",
  },
  not_begun_yet: {
    status: 409,
    zh: "还没到开始时间，不能记为爽约",
    en: "It has not begun yet: nobody has missed it",
  },
  not_a_participant: { status: 422, zh: "所选人员不在此预约中", en: "This person does not take part" },
  handed_over_already: {
    status: 409,
    zh: "该专家已将此会诊交出，不能再转回",
    en: "This expert has handed the consultation over before: it does not come back",
  },
  no_stand_in: {
    status: 409,
    zh: "没有可用的代班人，请在日程设置中指定，或选择一位",
    en: "There is no stand-in: name one in the calendar, or choose somebody",
  },
  stand_in_takes_no_cases: {
    status: 409,
    zh: "会诊随预约一起转交，只能交给正在接诊的专家（不能是申请医生本人），请另选一位",
    en: "The case goes with the appointment: only an expert who takes cases, and not its requester, can take it over; choose another",
  },
  stand_in_of_another_specialty: {
    status: 409,
    zh: "会诊随预约一起转交，接手的专家须与您同一诊疗科目；请另选一位，或请调度员改派",
    en: "The case goes with the appointment: who takes it over must be of your specialty; choose another, or ask the dispatcher",
  },
  waits_already: { status: 409, zh: "已在候补中", en: "It waits for a time already" },
  waitlist_entry_not_found: {
    status: 404,
    zh: "没有这条候补，可能已排上或取消",
    en: "There is no such entry; perhaps it was filled or cancelled",
  },
  window_empty: {
    status: 422,
    zh: "候补的截止时间须晚于开始时间，且在一年之内",
    en: "The window must end after its start, within a year",
  },
};

export const icsRefusals: Record<IcsRefusal, Refusal> = {
  ics_too_large: {
    status: 413,
    zh: `日历文件不能超过 ${icsLimits.bytes / 1048576} MB，请只导出最近一年`,
    en: `A calendar file has at most ${icsLimits.bytes / 1048576} MB: export the last year only`,
  },
  ics_not_a_calendar: {
    status: 422,
    zh: "这不是 iCalendar（.ics）文件，请在日历软件中选择“导出”",
    en: "This is no iCalendar (.ics) file: use the export of your calendar program",
  },
  ics_too_many_events: {
    status: 422,
    zh: `日历文件最多 ${icsLimits.events} 个日程，请只导出最近一年`,
    en: `A calendar file has at most ${icsLimits.events} events: export the last year only`,
  },
  ics_took_too_long: {
    status: 422,
    zh: "日历文件的内容过于繁重，未能读完：请只导出最近一年，并删去极长的重复日程和附件",
    en: "The calendar file is too heavy to be read to its end: export the last year only, without very long series and attachments",
  },
};

type Two = { readonly zh: string; readonly en: string };

/** Why one event of a file was left out, and what mends it. */
export const icsFaults: Record<IcsFault, Two> = {
  no_start: { zh: "没有可用的开始时间（1970–2099）", en: "no start that can be used (1970 to 2099)" },
  ends_before_start: {
    zh: "结束早于开始，请在日历中改正",
    en: "it ends before it starts: mend it in the calendar",
  },
  too_long: { zh: "超过 366 天，请分段", en: "longer than 366 days: split it" },
  unknown_zone: {
    zh: "时区无法识别，请改用所在城市的时区",
    en: "the time zone is not known: use that of a city",
  },
  rule_not_understood: {
    zh: "重复规则无法识别或永远不会发生，请改为每天、每周、每月或每年",
    en: "the repetition cannot be understood or never comes true: repeat by day, week, month or year",
  },
  repeats_too_often: {
    zh: "重复过于频繁（多于每天一次或超过 1000 次），请缩短",
    en: "it repeats too often (more than daily, or over 1,000 times): shorten it",
  },
  unreadable: { zh: "内容损坏，无法读取", en: "it is damaged and cannot be read" },
};

/** Why one line of text was not understood, and how to write it. */
export const lineFaults: Record<LineFault, Two> = {
  no_day: {
    zh: "没有写周几或日期，例如“周一上午门诊”",
    en: "no weekday or date, as in “Mon 08:00-12:00 clinic”",
  },
  no_time: { zh: "没有写时间，例如“上午”或“13:00-17:00”", en: "no time, as in “13:00-17:00”" },
  no_kind: {
    zh: "没有写做什么：门诊、手术、请假、会诊、备班、免打扰、加开",
    en: "not said what for: clinic, surgery, leave, consult, on-call, do not disturb, available",
  },
  ends_before_start: { zh: "结束不晚于开始，请检查起止", en: "it does not end after its start" },
  no_such_date: { zh: "没有这一天，请检查日期", en: "there is no such date" },
  too_long_a_line: {
    zh: "一行最多 200 字，请一行写一条",
    en: "a line has at most 200 characters: one entry a line",
  },
};
