import { registerTexts } from "../../web/i18n/index.js";

/** Texts of the proposed time that joins a sitting. */
export const useSittingTexts = registerTexts("dispatch-sitting", {
  zh: {
    title: "建议会诊时间",
    spares: "与专家的另一场会诊连着开，专家少跑一趟会诊室（约 {{walk}} 分钟）。",
    waits: "比最早的共同时间晚 {{later}} 分钟，不超过会诊时限；要更早，可在“会诊预约”中自选。最早为",
    noWait: "这也是最早的共同时间。",
    book: "按此时间预约",
    booked: "已预约",
  },
  en: {
    title: "Proposed time",
    spares:
      "Next to another meeting of the expert's: one way to the consultation room less (about {{walk}} minutes).",
    waits:
      "{{later}} minutes after the first common time, within the case's clock; for an earlier one choose under appointments. The first is",
    noWait: "It is also the first common time.",
    book: "Book this time",
    booked: "Booked",
  },
});
