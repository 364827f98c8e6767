import { type Ctx, inTx, txContext } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { civilDate } from "../../kernel/time.js";
import type { Tx } from "../../platform/database/database.js";
import type { AskView } from "../api/ask.js";
import type { DrillView } from "../api/indicators.js";
import { indicators } from "../data/indicators.js";
import { monthsToDraw, type Period } from "../domain/asked-period.js";
import { dayAfter } from "../domain/follow-up.js";
import { leastShown, suppressSmall } from "../domain/indicator.js";
import { type ReadQuestion, readQuestion, type TermKind } from "../domain/question.js";
import { widerQuestions } from "../domain/wider-question.js";
import type { CaseChoice } from "../store/case-choice.js";
import type { CaseSet } from "../store/indicator-cases.js";
import { emptyValue, readChoice } from "../store/indicators.js";
import { readLexicon } from "../store/lexicon.js";
import { drillInto, labelsOf } from "./indicators.js";

export type AskRefusal = "question_unanswered";

const someOf = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** The cases a question is about, in sight of the reader. */
function choiceOf(asked: ReadQuestion, period: Period): CaseChoice {
  const regions = someOf(asked.regions.map((code) => code.replace(/(?:00){1,2}$/u, "")));
  const [specialties, levels] = [someOf(asked.specialties), someOf(asked.levels)];
  const [services, hospitals] = [someOf(asked.services), someOf(asked.hospitals)];
  return {
    from: period.from,
    to: period.to,
    ...(regions && { regionPrefixes: regions }),
    ...(specialties && { specialtyCodes: specialties }),
    ...(levels && { levels }),
    ...(services && { services }),
    ...(hospitals && { institutionIds: hospitals }),
  };
}

const widerShown = 3;

/** Questions about more cases that have an answer, where too few cases or none stand behind this one. */
async function widerOf(tx: Tx, question: string, asked: ReadQuestion, code: string) {
  const wider: { question: string; kind: TermKind | "period"; name: { zh: string; en: string } }[] = [];
  const lexicon = await readLexicon(tx);
  for (const { question: text, change } of widerQuestions(question, asked)) {
    const again = readQuestion(lexicon, text, civilDate(tx.now));
    // Read as something else, it is no wider question.
    if (again.indicators.join() !== code || again.notUnderstood.length > asked.notUnderstood.length) continue;
    const [all] = await readChoice(tx, code, choiceOf(again, again.period));
    if (all === undefined || all.value.of + all.value.pending < leastShown) continue;
    wider.push({ question: text, kind: change.kind, name: { ...change.name } });
    if (wider.length === widerShown) break;
  }
  return wider;
}

const read = async (tx: Tx, question: string): Promise<ReadQuestion> =>
  readQuestion(await readLexicon(tx), question, civilDate(tx.now));

/** What is understood of a question, and the figure when exactly one indicator was named. Of the cases in the reader's sight. */
export async function answerQuestion(tx: Tx, question: string): Promise<AskView> {
  const asked = await read(tx, question);
  const { period } = asked;
  const named = (code: string) => {
    const one = indicators.find((definition) => definition.code === code);
    return one === undefined ? [] : [{ code, name: one.name }];
  };
  const view = {
    understood: [...asked.understood],
    notUnderstood: [...asked.notUnderstood],
    suggestions: asked.suggestions.flatMap(named),
    period: { from: period.from, until: dayAfter(period.to, -1), isAssumed: asked.isPeriodAssumed },
    statistic: asked.statistic ?? null,
  };
  const [code, ...others] = asked.indicators;
  const one = indicators.find((definition) => definition.code === code);
  if (one === undefined) return { ...view, status: "no_indicator", answer: null };
  if (others.length > 0) return { ...view, status: "several_indicators", answer: null };
  const by = asked.by ?? "month";
  const [all] = await readChoice(tx, one.code, choiceOf(asked, period));
  const drawn = asked.by === undefined || asked.by === "month" ? monthsToDraw(period) : period;
  const strata = (await readChoice(tx, one.code, choiceOf(asked, drawn), by)).filter(
    ({ value }) => value.of + value.pending > 0,
  );
  const label = await labelsOf(
    tx,
    by,
    strata.map(({ key }) => key),
  );
  const value = all?.value ?? emptyValue;
  return {
    ...view,
    status: "answered",
    answer: {
      indicator: {
        code: one.code,
        name: one.name,
        type: one.type,
        numerator: one.numerator,
        denominator: one.denominator,
        exclusions: one.exclusions,
      },
      value: suppressSmall(value),
      wider: value.of + value.pending < leastShown ? await widerOf(tx, question, asked, one.code) : [],
      chart: {
        by,
        items: strata.map(({ key, value }) => ({
          key,
          label: by === "month" ? key : label(key),
          value: suppressSmall(value),
        })),
      },
    },
  };
}

export const askQuestion = (ctx: Ctx, question: string): Promise<Result<AskView, never>> =>
  inTx(ctx, async (tx) => ok(await answerQuestion(tx, question)));

/** The cases behind the answer to a question. Refuses a question that names no indicator, or several. */
export const viewAskedCases = (
  ctx: Ctx,
  given: { readonly question: string; readonly set: CaseSet },
): Promise<Result<DrillView, AskRefusal>> =>
  ctx.database.withTx(txContext(ctx.actor), async (tx) => {
    const asked = await read(tx, given.question);
    const [code, ...others] = asked.indicators;
    if (code === undefined || others.length > 0) return refuse("question_unanswered");
    return ok(await drillInto(tx, ctx, { code, set: given.set, choice: choiceOf(asked, asked.period) }));
  });
