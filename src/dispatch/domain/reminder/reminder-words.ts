import { type Words, wordsOf } from "../response/exports.js";
import type { ReminderBar, ReminderChoice } from "./choose-reminder.js";

const barWords: Readonly<Record<ReminderBar, Words>> = {
  outpatient: { zh: "门诊", en: "clinic" },
  off_hours: { zh: "非可会诊时段", en: "hours he does not work" },
  do_not_disturb: { zh: "免打扰", en: "do not disturb" },
  surgery: { zh: "手术", en: "surgery" },
  consultation: { zh: "会诊", en: "consultations" },
  leave: { zh: "休假", en: "leave" },
  quiet_hours: { zh: "免打扰时段", en: "quiet hours" },
  in_call: { zh: "通话中", en: "a call" },
};

const percent = (share: number): string => `${Math.round(100 * share)}%`;

/** What a choice of a reminder's time rests on, without the time itself and without a full stop. */
export function reminderWords(choice: Omit<ReminderChoice, "remindAt" | "learnedFrom">): Words {
  const { basis, evidence, avoided } = choice;
  const why =
    basis === "learned"
      ? wordsOf(evidence)
      : {
          zh: `${wordsOf(evidence).zh}，提醒时刻按固定规则`,
          en: `${wordsOf(evidence).en}, so the fixed rule sets the time`,
        };
  const gain =
    basis === "learned" && choice.chanceWith > choice.chanceWithout
      ? {
          zh: `；时限内应答的可能由约 ${percent(choice.chanceWithout)} 升至约 ${percent(choice.chanceWith)}`,
          en: `; an answer in time becomes about ${percent(choice.chanceWith)} likely instead of ${percent(choice.chanceWithout)}`,
        }
      : { zh: "", en: "" };
  const round =
    avoided.length === 0
      ? { zh: "", en: "" }
      : {
          zh: `；已避开${avoided.map((bar) => barWords[bar].zh).join("、")}`,
          en: `; kept clear of ${avoided.map((bar) => barWords[bar].en).join(", ")}`,
        };
  return { zh: why.zh + gain.zh + round.zh, en: why.en + gain.en + round.en };
}
