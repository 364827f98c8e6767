import { LocalTime } from "../../web/components/LocalTime.js";
import { useWords } from "../../web/i18n/index.js";
import { type Channel, channelNames } from "../../notifications/api.js";
import type { ReminderView } from "../api.js";
import { useReminderTexts } from "./reminder-texts.js";

/** When whoever has not answered is reminded, and why then: 他周三下午通常 3 分钟应答，故 14:05 提醒. */
export function ReminderLine({ reminder, whose }: { reminder: ReminderView; whose: "own" | "of" }) {
  const t = useReminderTexts();
  const words = useWords();
  const first = reminder.channels?.[0];
  const name = first === undefined ? undefined : channelNames[first as Channel];
  return (
    <p className="c-quiet">
      {t(`${whose}.${reminder.status}`)} {t(`${whose}.why`, { why: words(reminder) })}
      {reminder.at === null ? (
        t("noTime")
      ) : (
        <>
          {t("so")} <LocalTime at={reminder.at} /> {t("then")}
        </>
      )}
      {name !== undefined && t("channels", { first: words(name) })}
    </p>
  );
}
