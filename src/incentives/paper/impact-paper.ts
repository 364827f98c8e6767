import type { Instant } from "../../kernel/types.js";
import { newSheet } from "../../platform/paper/index.js";
import type { ImpactView } from "../api.js";

const decisions = { adopted: "采纳", partly_adopted: "部分采纳", not_adopted: "未采纳" } as const;
const percent = (share: number): string => `${(share * 100).toFixed(0)}%`;
export const minutesWords = (minutes: number): string =>
  minutes < 120 ? `${minutes} 分钟` : `${(minutes / 60).toFixed(1)} 小时`;

/** 会诊半年报告, for the expert himself. */
export async function printImpact(name: string, view: ImpactView, at: Instant): Promise<Buffer> {
  const words = `${view.half.slice(0, 4)} 年${view.half.endsWith("H1") ? "上" : "下"}半年`;
  const sheet = await newSheet({ title: `会诊半年报告　${words}`, subject: name, at });
  sheet.title("会诊半年报告", `${name}　${words}`);
  sheet.row([
    { label: "会诊", value: `${view.cases} 例`, share: 0.34 },
    { label: "服务医院", value: `${view.institutions} 家`, share: 0.33 },
    {
      label: "采纳",
      value: `${view.adopted} 例，部分 ${view.partlyAdopted}，未采纳 ${view.notAdopted}`,
      share: 0.33,
    },
  ]);
  if (view.adoption) {
    const { mine, peers, peerCases, peerExperts } = view.adoption;
    sheet.heading("与同行比较");
    sheet.bars([
      {
        label: "采纳率",
        value: mine.value * 100,
        low: mine.low * 100,
        high: mine.high * 100,
        note: `95% 区间 ${percent(mine.low)}–${percent(mine.high)}`,
      },
    ]);
    sheet.text(
      peerCases === 0
        ? "本期没有同专科同行的会诊可比。"
        : `同专科 ${peerExperts} 位同行 ${peerCases} 例，平均 ${percent(peers)}。您的数值已向同行均值收缩：例数越少，收缩越多。部分采纳按一半计。`,
    );
  }
  if (view.answerMinutes)
    sheet.text(
      `接诊到签署的中位时间 ${minutesWords(view.answerMinutes.median)}${view.answerMinutes.peerMedian === null ? "" : `，同行 ${minutesWords(view.answerMinutes.peerMedian)}`}。`,
    );
  sheet.heading("您的意见改变了什么");
  const { evaluated, diagnosisChanged, managementChanged, transferAvoided } = view.evaluated;
  if (evaluated > 0)
    sheet.text(
      `邀请方评价 ${evaluated} 例：改变诊断 ${diagnosisChanged}，改变处理 ${managementChanged}，避免转诊 ${transferAvoided}。`,
    );
  if (view.reasons.length === 0) sheet.text("邀请方没有另写说明。");
  for (const { decision, reason, institutionName, on } of view.reasons)
    sheet.field(`${on}　${institutionName}　${decisions[decision]}`, reason);
  sheet.heading("患者后来怎样");
  sheet.text(
    view.outcomes.known === 0
      ? `这 ${view.outcomes.of} 例的随访结果尚未记录，暂不能告知。`
      : `${view.outcomes.of} 例中 ${view.outcomes.known} 例有随访结果：好转或痊愈 ${view.outcomes.better}，无变化 ${view.outcomes.unchanged}，加重或死亡 ${view.outcomes.worse}；其余未知。`,
  );
  sheet.heading("感谢");
  if (view.appreciations.length === 0) sheet.text("本期没有收到致谢留言。");
  for (const { fromName, fromInstitutionName, message } of view.appreciations)
    sheet.field(`${fromInstitutionName} ${fromName}`, message);
  return sheet.end("本报告仅供本人阅读，不用于排名。");
}
