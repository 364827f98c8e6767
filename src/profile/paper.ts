import type { Instant } from "../kernel/types.js";
import { newSheet } from "../platform/paper/index.js";
import type { ProfileView, SkillList } from "./api.js";
import { dimensions } from "./domain/model.js";
import {
  confidenceNames,
  dimensionNames,
  levelNames,
  sourceNames,
  strengthNames,
  subNames,
  titleRankNames,
} from "./domain/words.js";

const viewerNames: Readonly<Record<ProfileView["viewer"], string>> = {
  public: "公开",
  requester: "申请医生",
  hospital: "医院",
  operator: "平台",
  expert: "本人",
};

const skillsPrinted = 30;
const evidencePrinted = 6;

/** 能力画像 on paper, in the file's language: scores with bands and grounds, then skills. Equal content gives equal bytes. */
export async function printProfile(printed: {
  readonly view: ProfileView;
  readonly skills: SkillList;
  readonly at: Instant;
}): Promise<Buffer> {
  const { view, skills, at } = printed;
  const sheet = await newSheet({ title: "专家能力画像", subject: view.name, at });
  sheet.title(
    "专家能力画像",
    `${view.name}　·　截至 ${view.asOf}　·　模型 ${view.modelVersion}　·　${viewerNames[view.viewer]}视图`,
  );
  sheet.row([
    { label: "对照同行", value: peerWords(view), share: 0.6 },
    { label: "截至", value: view.asOf, share: 0.4 },
  ]);
  sheet.heading("一、各维度得分（0–100，浅色为 90% 可信区间）");
  if (view.dimensions.length === 0) sheet.text("证据不足：目前没有可计分的证据。");
  const numbered = view.dimensions.flatMap(({ dimension, score, low, high, confidence, newestOn }) =>
    score === null || low === null || high === null
      ? []
      : [
          {
            label: dimensionNames[dimension].zh,
            value: score,
            low,
            high,
            note: `${low.toFixed(0)}–${high.toFixed(0)}　${confidenceNames[confidence].zh}　最新 ${newestOn}`,
          },
        ],
  );
  sheet.bars(numbered);
  for (const { dimension, score, level, confidence } of view.dimensions)
    if (score === null)
      sheet.text(
        `${dimensionNames[dimension].zh}：${levelNames[level].zh}（${confidenceNames[confidence].zh}）`,
      );
  const missing = dimensions.filter(
    (one) => !view.dimensions.some(({ dimension }) => dimension === one) && isShownTo(view, one),
  );
  if (missing.length > 0) sheet.text(`证据不足：${missing.map((one) => dimensionNames[one].zh).join("、")}`);
  if (view.subs.length > 0) {
    sheet.heading("二、分项与依据");
    for (const sub of view.subs) {
      const peers =
        sub.peers === null || sub.peers.points === 0
          ? ""
          : `\n同行均值（${sub.peers.members} 人）：${signed(sub.peers.points)}`;
      const pieces = (sub.contributions ?? [])
        .slice(0, evidencePrinted)
        .map(({ words, points }) => `\n${words.zh}：${signed(points)}`);
      const rest = (sub.contributions ?? []).length - evidencePrinted;
      const sources = sub.sources
        .map(({ source, pieces: n }) => `${sourceNames[source].zh} ${n} 条`)
        .join("，");
      sheet.field(
        `${dimensionNames[sub.dimension].zh}·${subNames[sub.sub].zh}　${sub.score?.toFixed(1) ?? levelNames[sub.level].zh}`,
        `${confidenceNames[sub.confidence].zh}；来源：${sources}${peers}${pieces.join("")}${rest > 0 ? `\n另有 ${rest} 条` : ""}`,
      );
    }
  }
  sheet.heading(view.subs.length > 0 ? "三、专长" : "二、专长");
  const categories = skills.items.filter(({ level }) => level === "category");
  if (categories.length === 0) sheet.text("证据不足：没有带编码的病种或手术证据。");
  for (const skill of categories.slice(0, skillsPrinted))
    sheet.text(
      [
        `${skill.name}（${skill.code}）`,
        skill.strength === null
          ? strengthNames[skill.word].zh
          : `${strengthNames[skill.word].zh} ${skill.strength.toFixed(1)}`,
        skill.isHidden
          ? `隐藏技能：通常由${skill.usualSpecialties.map(({ name }) => name).join("、")}诊治`
          : "",
        skill.sources.map(({ source, pieces }) => `${sourceNames[source].zh} ${pieces} 条`).join("，"),
      ]
        .filter((part) => part !== "")
        .join("　"),
    );
  return sheet.end("画像按现有证据计算，用于会诊匹配与参考，不是对医师的考核结论；本人可在平台提出异议。");
}

const signed = (points: number): string => `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(2)} 分`;

const peerWords = ({ peerGroup }: ProfileView): string =>
  [
    peerGroup.specialtyName ?? "科目不明",
    (titleRankNames[peerGroup.titleRank] ?? titleRankNames[0])?.zh ?? "",
  ].join(" · ");

/** What is hidden is not called missing. */
const isShownTo = ({ showing }: ProfileView, dimension: string): boolean =>
  showing.service !== "hide" || (dimension !== "service" && dimension !== "peer");
