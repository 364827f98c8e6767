import { civilDate, instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";

/**
 * Working days to answer a complaint: five; ten when several departments have to be heard.
 * Source: 医疗机构投诉管理办法 (国家卫生健康委员会令第 3 号, 2019) 第二十四条.
 */
export const answerDays = { usual: 5, complex: 10 } as const;

/**
 * The end (24:00 in China) of the working day by which it must be answered, counted from the day after. Saturdays and Sundays
 * are no working days; 调休 is not reckoned with, which can only make the limit tighter or looser by those days.
 */
export function answerDueAt(filedAt: Instant, isComplex: boolean): Instant {
  let left: number = isComplex ? answerDays.complex : answerDays.usual;
  let day = Date.parse(`${civilDate(filedAt)}T00:00:00Z`);
  while (left > 0) {
    day += 86_400_000;
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left--;
  }
  return instant(day + 86_400_000 - 8 * 3_600_000);
}
