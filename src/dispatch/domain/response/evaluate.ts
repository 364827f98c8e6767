import { forecast } from "./forecast.js";
import { addOutcome, newResponseModel, type ResponseOutcome } from "./model.js";
import { isRefitDue, refit } from "./refit.js";

/** How well chances fitted what happened; lower Brier and log loss are better. */
export interface ChanceFigures {
  readonly brier: number;
  readonly logLoss: number;
  /** Tenths of foretold chance, lowest first: how many offers, their mean chance, and how often it came true. */
  readonly reliability: readonly {
    readonly offers: number;
    readonly foretold: number;
    readonly happened: number;
  }[];
}

export interface ResponseEvaluation {
  readonly offers: number;
  /** Offers foretold: those after the first fifth, each by what was known before it. */
  readonly foretold: number;
  /** Chance of an answer before the offer ended at the latest, against two simpler ways. */
  readonly answered: Readonly<Record<"model" | "expertMean" | "globalMean", ChanceFigures>>;
  readonly accepted: Readonly<Record<"model" | "expertMean" | "globalMean", ChanceFigures>>;
}

interface Guess {
  readonly chance: number;
  readonly happened: boolean;
}

function figuresOf(guesses: readonly Guess[]): ChanceFigures {
  let [brier, loss] = [0, 0];
  const bins = Array.from({ length: 10 }, () => ({ offers: 0, foretold: 0, happened: 0 }));
  for (const { chance, happened } of guesses) {
    const p = Math.min(0.999, Math.max(0.001, chance));
    brier += (p - Number(happened)) ** 2;
    loss -= Math.log(happened ? p : 1 - p);
    const bin = bins[Math.min(9, Math.floor(p * 10))];
    if (!bin) continue;
    bin.offers += 1;
    bin.foretold += p;
    bin.happened += Number(happened);
  }
  const n = Math.max(1, guesses.length);
  return {
    brier: brier / n,
    logLoss: loss / n,
    reliability: bins.map(({ offers, foretold, happened }) => ({
      offers,
      foretold: offers === 0 ? 0 : foretold / offers,
      happened: offers === 0 ? 0 : happened / offers,
    })),
  };
}

/** A share that begins at one half with the weight of two. */
class Share {
  private yes = 1;
  private all = 2;
  get value(): number {
    return this.yes / this.all;
  }
  see(isYes: boolean): void {
    this.yes += Number(isYes);
    this.all += 1;
  }
}

/**
 * Foretells each offer of a log by what ended before it was sent, in order of time; the first fifth is only learned from.
 * Withdrawn offers are learned from and not judged: nobody knows what would have become of them.
 * @param openMinutes how long an offer of that outcome was open at most
 */
export function evaluateResponses(
  outcomes: readonly ResponseOutcome[],
  openMinutes: (outcome: ResponseOutcome) => number,
): ResponseEvaluation {
  const sorted = [...outcomes].sort((a, b) => (a.sentAt < b.sentAt ? -1 : a.sentAt > b.sentAt ? 1 : 0));
  const [first] = sorted;
  if (!first) throw new RangeError("there is no offer to evaluate");
  const endOf = (one: ResponseOutcome): number => Date.parse(one.sentAt) + one.waitedMinutes * 60_000;
  const byEnd = [...sorted].sort((a, b) => endOf(a) - endOf(b));
  const model = newResponseModel(first.sentAt);
  const names = ["model", "expertMean", "globalMean"] as const;
  const guesses = () => ({ model: [] as Guess[], expertMean: [] as Guess[], globalMean: [] as Guess[] });
  const [answered, accepted] = [guesses(), guesses()];
  const means = { answered: new Share(), accepted: new Share() };
  const own = new Map<string, { answered: Share; accepted: Share }>();
  let learned = 0;
  for (const [i, one] of sorted.entries()) {
    const sentAt = Date.parse(one.sentAt);
    for (let next = byEnd[learned]; next && endOf(next) <= sentAt; next = byEnd[++learned]) {
      addOutcome(model, next);
      if (isRefitDue(model)) refit(model, one.sentAt);
      if (next.end === "withdrawn") continue;
      const his = own.get(next.expertId) ?? { answered: new Share(), accepted: new Share() };
      own.set(next.expertId, his);
      for (const shares of [means, his]) {
        shares.answered.see(next.end !== "expired");
        shares.accepted.see(next.end === "accepted");
      }
    }
    if (i < sorted.length / 5 || one.end === "withdrawn") continue;
    const seen = forecast(model, one);
    const minutes = openMinutes(one);
    const his = own.get(one.expertId) ?? means;
    const [isAnswer, isYes] = [one.end !== "expired", one.end === "accepted"];
    answered.model.push({ chance: seen.answersBy(minutes), happened: isAnswer });
    answered.expertMean.push({ chance: his.answered.value, happened: isAnswer });
    answered.globalMean.push({ chance: means.answered.value, happened: isAnswer });
    accepted.model.push({ chance: seen.acceptsBy(minutes), happened: isYes });
    accepted.expertMean.push({ chance: his.accepted.value, happened: isYes });
    accepted.globalMean.push({ chance: means.accepted.value, happened: isYes });
  }
  const figures = (of: ReturnType<typeof guesses>) =>
    Object.fromEntries(names.map((name) => [name, figuresOf(of[name])])) as ResponseEvaluation["answered"];
  return {
    offers: sorted.length,
    foretold: answered.model.length,
    answered: figures(answered),
    accepted: figures(accepted),
  };
}
