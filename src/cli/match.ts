import { type Command, InvalidArgumentError, Option } from "commander";
import { poolFacts } from "../dispatch/index.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import {
  judgeRoleFor,
  previewRanking,
  toMatchRequest,
  toWhyNotView,
  whatWouldFor,
} from "../matching/index.js";
import { listOrganizations, type Organization } from "../organizations/index.js";
import { systemContext, type Tx } from "../platform/database/database.js";
import { specialtyTree } from "../terminology/index.js";
import { assessLevel } from "../triage/index.js";
import { type CaseFile, caseFileHelp, readCaseFile } from "./case-file.js";
import { CliError, printJson, printLine, withDatabase } from "./io.js";

type Language = "zh" | "en";
type Ranking = Awaited<ReturnType<typeof previewRanking>>;
type Standing = ReturnType<typeof toWhyNotView>;

interface Options {
  readonly json?: boolean;
  readonly language: Language;
  readonly top: number;
  readonly whyNot?: string;
}

const help = `
As for triage, and "institution": name or id of the hospital that asks. "level" (I–IV) may be given; otherwise it is judged.
The ranking reads the configured database (DATABASE_URL, or the embedded one in DATA_DIR) and stores nothing.`;

/** The hospital of this id or of exactly this name, short name or alias. Throws a CliError with the nearest names. */
async function inviter(tx: Tx, wanted: string | undefined): Promise<Organization> {
  const all = (await listOrganizations(tx)).filter((one) => one.kind === "hospital");
  if (wanted === undefined)
    throw new CliError(
      'institution: 请写明邀请方医院的名称或编号 Name the hospital that asks: "institution": "…"',
    );
  const namesOf = (one: Organization) => [one.id, one.name, one.shortName, ...one.aliases];
  const found = all.filter((one) => namesOf(one).includes(wanted));
  if (found.length === 1 && found[0]) return found[0];
  const near = (found.length > 1 ? found : all.filter((one) => one.name.includes(wanted))).slice(0, 5);
  const hint = near.map((one) => `\n  ${one.id}  ${one.name}`).join("");
  throw new CliError(
    found.length > 1
      ? `institution: 有多家医院叫“${wanted}”，请用编号 Several hospitals have this name; use the id:${hint}`
      : `institution: 没有医院“${wanted}” There is no such hospital${hint}`,
  );
}

function checkSpecialty(code: string | null): void {
  if (code !== null && !specialtyTree().byCode.has(code))
    throw new CliError(`wantedSpecialtyCode: 没有诊疗科目 ${code} There is no such specialty code`);
}

async function match(tx: Tx, file: CaseFile, whyNot: string | undefined) {
  const organization = await inviter(tx, file.institution);
  checkSpecialty(file.wantedSpecialtyCode);
  const level: UrgencyLevel = file.level ?? assessLevel(file);
  const request = await toMatchRequest(tx, file, {
    institutionId: organization.id,
    personId: null,
    level,
  });
  const facts = await poolFacts(tx, level);
  const ranking = await previewRanking(tx, request, facts);
  return {
    institution: { id: organization.id, name: organization.name },
    level,
    ...ranking,
    ...(whyNot !== undefined && {
      whyNot: toWhyNotView(
        await judgeRoleFor(tx, request, whyNot, facts),
        await whatWouldFor(tx, request, whyNot, facts),
      ),
    }),
  };
}

const isChinese = (language: Language): boolean => language === "zh";

function printRanking(
  { considered, candidates, excluded, poolEpoch, poolVersion, modelVersion }: Ranking,
  { language, top }: Options,
): void {
  const zh = isChinese(language);
  printLine(
    zh
      ? `专家库 ${considered} 个岗位，可邀请的前 ${Math.min(top, candidates.length)} 位：`
      : `${considered} posts looked at; the first ${Math.min(top, candidates.length)} that may be asked:`,
  );
  printLine(
    zh
      ? `专家库第 ${poolVersion} 版（${poolEpoch}），排序模型 ${modelVersion}`
      : `Expert pool version ${poolVersion} (${poolEpoch}), ranking model ${modelVersion}`,
  );
  if (candidates.length === 0) printLine(zh ? "  没有可邀请的专家。" : "  Nobody may be asked.");
  for (const [place, one] of candidates.slice(0, top).entries()) {
    const hidden = one.isHiddenSkill ? (zh ? "（隐藏技能）" : " (hidden skill)") : "";
    printLine(
      `${String(place + 1).padStart(3)}. ${one.score.toFixed(2)}  ${one.name} ${one.titleName ?? ""} ${one.institutionName} ${one.departmentName}${hidden}`,
    );
    printLine(`     ${one.practitionerRoleId}`);
    for (const reason of one.reasons) printLine(`     · ${reason[language]}`);
  }
  if (excluded.length > 0) printLine(zh ? "未列入：" : "Left out:");
  for (const group of excluded) {
    const names = group.examples.map(
      (example) => `${example.name}${example.detail === "" ? "" : `（${example.detail}）`}`,
    );
    printLine(`  ${String(group.count).padStart(4)}  ${group[language]}  ${names.join("，")}`);
  }
}

function printStanding(role: string, standing: Standing, language: Language): void {
  const zh = isChinese(language);
  const { status, exclusion, position, compared, eligible, candidate, gaps } = standing;
  if (status === "unknown") {
    printLine(zh ? `\n${role}：专家库中没有这个岗位` : `\n${role}: not in the pool`);
    return;
  }
  if (exclusion) {
    const detail = exclusion.detail === "" ? "" : `（${exclusion.detail}）`;
    printLine(`\n${role}${zh ? "：" : ": "}${exclusion[language]}${detail}`);
    printChanges(standing, language);
    return;
  }
  const below = zh ? `排在前 ${compared ?? 0} 位之后` : `below the first ${compared ?? 0}`;
  const place = position === null ? below : zh ? `第 ${position} 位` : `place ${position}`;
  printLine(
    zh
      ? `\n${candidate?.name ?? role}：${place}，共 ${eligible ?? 0} 位可邀请，得分 ${candidate?.score.toFixed(2) ?? ""}`
      : `\n${candidate?.name ?? role}: ${place} of ${eligible ?? 0}, score ${candidate?.score.toFixed(2) ?? ""}`,
  );
  for (const { key, points } of gaps) {
    const factor = candidate?.factors.find((one) => one.key === key);
    printLine(`  −${points.toFixed(2)}  ${factor?.[language] ?? key}`);
  }
  printChanges(standing, language);
}

/** The smallest single change that would bring him first or among the first three, and what others would do. */
function printChanges({ whatWould }: Standing, language: Language): void {
  if (!whatWould || whatWould.place === 1) return;
  const zh = isChinese(language);
  const { place, first, firstThree, others } = whatWould;
  printLine(zh ? "  是什么能改变排序：" : "  What would change the order:");
  const none = zh ? "没有哪一项单独的改变能做到" : "no single change would";
  if (place === null || place > 3)
    printLine(`  ${zh ? "进入前三" : "among the first three"}: ${firstThree?.[language] ?? none}`);
  printLine(`  ${zh ? "排到第一" : "first"}: ${first?.[language] ?? none}`);
  for (const one of others)
    printLine(`  ${zh ? `可到第 ${one.place} 位` : `to place ${one.place}`}: ${one[language]}`);
}

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100) throw new InvalidArgumentError("1–100");
  return value;
};

/** `consilium match [FILE]`: whom the pool would offer for a case, and why the others are not there; stores nothing. */
export function matchVerb(program: Command): void {
  program
    .command("match [file]")
    .description(
      "匹配 rank the experts for a case, with reasons, and say why others are left out (- : stdin)",
    )
    .option("--json", "print {institution, level, considered, candidates, excluded, …} as JSON")
    .option("--why-not <role>", "also say how this post (practitionerRoleId) stands")
    .option("--top <n>", "how many to print as text", count, 10)
    .addOption(new Option("--language <code>", "language of the text").choices(["zh", "en"]).default("zh"))
    .addHelpText("after", caseFileHelp + help)
    .action(async (path: string | undefined, options: Options) => {
      const file = readCaseFile(path);
      const result = await withDatabase((database) =>
        database.withTx(systemContext, (tx) => match(tx, file, options.whyNot)),
      );
      if (options.json) {
        printJson(result);
        return;
      }
      printLine(
        isChinese(options.language)
          ? `邀请方：${result.institution.name}，紧急程度 ${result.level}`
          : `Inviting: ${result.institution.name}, urgency ${result.level}`,
      );
      printRanking(result, options);
      if (options.whyNot !== undefined && result.whyNot)
        printStanding(options.whyNot, result.whyNot, options.language);
    });
}
