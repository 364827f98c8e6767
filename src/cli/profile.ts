import { type Command, Option } from "commander";
import { systemContext } from "../platform/database/database.js";
import { explainProfile, type Explanation, profileWords, rebuildProfiles } from "../profile/index.js";
import { CliError, exitCodes, printJson, printLine, progress, withDatabase } from "./io.js";

type Language = "zh" | "en";

const fixed = (value: number | null): string => (value === null ? "–" : value.toFixed(2));
const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

function print({ profile, skills }: Explanation, isExplained: boolean, language: Language): void {
  const say = (words: { zh: string; en: string }): string => words[language];
  const { dimensionNames, subNames, confidenceNames, insufficient, peers, hidden } = profileWords;
  printLine(`${profile.name}  ${profile.practitionerId}  ${profile.asOf}  ${profile.modelVersion}`);
  if (profile.dimensions.length === 0) printLine(say(insufficient));
  for (const one of profile.dimensions) {
    printLine(
      `${say(dimensionNames[one.dimension])}  ${fixed(one.score)}  [${fixed(one.low)}, ${fixed(one.high)}]  ${say(confidenceNames[one.confidence])} (${fixed(one.effective)})`,
    );
    if (!isExplained) continue;
    for (const sub of profile.subs.filter(({ dimension }) => dimension === one.dimension)) {
      printLine(`  ${say(subNames[sub.sub])}  ${fixed(sub.score)}  [${fixed(sub.low)}, ${fixed(sub.high)}]`);
      if (sub.peers !== null)
        printLine(
          `    ${signed(sub.peers.points)}  ${say(peers)} (${sub.peers.specialtyName ?? "*"}, ${sub.peers.titleRank}, n=${sub.peers.members})`,
        );
      for (const piece of sub.contributions ?? [])
        printLine(`    ${signed(piece.points)}  ${say(piece.words)}`);
    }
  }
  for (const skill of skills.items.filter(({ level }) => level === "category"))
    printLine(
      `${skill.code}  ${skill.name}  ${fixed(skill.strength)}${skill.isHidden ? `  ${say(hidden)}` : ""}`,
    );
}

interface Options {
  readonly explain?: boolean;
  readonly rebuild?: boolean;
  readonly json?: boolean;
  readonly language: Language;
}

/** `consilium profile ID` and `consilium profile --rebuild`: an expert's profile and why; computing all anew. */
export function profileVerb(program: Command): void {
  program
    .command("profile [practitionerId]")
    .description(
      "能力画像 an expert's scores with bands and skills; --explain says why, --rebuild computes all anew",
    )
    .option("--explain", "every piece of evidence with its points")
    .option("--rebuild", "estimate the peers' means and compute every profile anew")
    .option("--json", "print the result as JSON")
    .addOption(new Option("--language <code>", "language of the text").choices(["zh", "en"]).default("zh"))
    .action(async (practitionerId: string | undefined, options: Options) => {
      if (practitionerId === undefined && options.rebuild !== true)
        throw new CliError("请给出专家编号，或用 --rebuild Give the expert's id, or --rebuild");
      if (practitionerId !== undefined && !/^[0-9a-f-]{36}$/i.test(practitionerId))
        throw new CliError(`不是有效的专家编号 Not an expert's id: ${practitionerId}`);
      await withDatabase(async (database) => {
        if (options.rebuild === true) {
          const began = performance.now();
          let bar: ReturnType<typeof progress> | undefined;
          const experts = await rebuildProfiles(database, (done, total) => {
            bar ??= progress("profiles", total);
            bar.tick(done);
          });
          bar?.end();
          const seconds = Math.round((performance.now() - began) / 100) / 10;
          if (practitionerId === undefined) {
            if (options.json) printJson({ experts, seconds });
            else printLine(`${experts} profiles, ${seconds} s`);
            return;
          }
        }
        const explained = await database.withTx(systemContext, (tx) =>
          explainProfile(tx, practitionerId ?? ""),
        );
        if (explained === undefined)
          throw new CliError(
            `没有这位专家 There is no such expert: ${practitionerId ?? ""}`,
            exitCodes.found,
          );
        if (options.json) {
          const { profile, skills } = explained;
          const subs = options.explain
            ? profile.subs
            : profile.subs.map((sub) => ({ ...sub, contributions: null }));
          printJson({ ...profile, subs, skills: skills.items });
        } else print(explained, options.explain === true, options.language);
      });
    });
}
