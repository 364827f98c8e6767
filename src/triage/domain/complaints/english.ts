import { complaintConcepts } from "./concepts.js";

/** Abbreviations of triage notes, written out; their point ends no sentence. An empty text drops the word. */
const written: Readonly<Record<string, string>> = {
  abd: "abdomen",
  abdominal: "abdomen",
  belly: "abdomen",
  lt: "left",
  rt: "right",
  rigth: "right",
  ant: "anterior",
  post: "posterior",
  loc: "loss consciousness",
  sob: "dyspnea",
  ha: "headache",
  dz: "dizziness",
  "g/w": "general weakness",
  lbp: "low back pain",
  ruq: "right upper quadrant",
  rlq: "right lower quadrant",
  llq: "left lower quadrant",
  luq: "left upper quadrant",
  fb: "foreign body",
  lac: "laceration",
  bst: "glucose",
  bsl: "glucose",
  sugar: "glucose",
  hb: "hemoglobin",
  lab: "laboratory",
  ptx: "pneumothorax",
  cath: "catheter",
  sx: "symptom",
  "f/c": "fever chill",
  "c/s": "cough sputum",
  "a/tapping": "ascites tapping",
  movt: "movement",
  sezure: "seizure",
  bp: "blood pressure",
  generalized: "general",
  generalised: "general",
  hemorrhage: "bleeding",
  haemorrhage: "bleeding",
  bleed: "bleeding",
  pains: "pain",
  painful: "pain",
  hurts: "pain",
  tenderness: "pain",
};

const negators = new Set(["no", "not", "denies", "denied", "without", "negative"]);
const denialEnds = new Set(["but", "with", "now", "has", "had", "complains", "then", ","]);
/** A denial reaches over so many words. */
const denialReach = 6;
/** All tokens of one complaint lie within so many words: "pain on the right side of the chest". */
const reach = 6;
/** A clause without an end is read in pieces, so that time grows linearly with the text. */
const longestClause = 40;

interface Token {
  readonly word: string;
  readonly isDenied: boolean;
}

/** The Latin words of a text, clause by clause; Chinese and numbers only separate. */
function clausesOf(text: string): readonly (readonly Token[])[] {
  const found: Token[][] = [];
  let clause: Token[] = [];
  let denied = 0;
  let isAbbreviation = false;
  const close = (): void => {
    if (clause.length > 0) found.push(clause);
    clause = [];
    denied = 0;
  };
  for (const [raw] of text.toLowerCase().matchAll(/[a-z]+(?:\/[a-z]+)?|[.,;!?\n\r。，；！？]/g)) {
    if (!/^[a-z]/.test(raw)) {
      if (raw === "," || raw === "，") denied = 0;
      else if (raw !== "." || !isAbbreviation) close();
      continue;
    }
    isAbbreviation = Object.hasOwn(written, raw);
    if (denialEnds.has(raw)) denied = 0;
    const isDenied = denied > 0;
    denied = negators.has(raw) ? denialReach : Math.max(0, denied - 1);
    const parts = isAbbreviation
      ? (written[raw] ?? raw).split(" ")
      : raw
          .split("/")
          .flatMap((part) => (Object.hasOwn(written, part) ? (written[part] ?? part) : part).split(" "));
    for (const word of parts) clause.push({ word, isDenied });
    if (clause.length >= longestClause) {
      const goesOn = denied;
      close();
      denied = goesOn;
    }
  }
  close();
  return found;
}

interface Alternative {
  readonly concept: string;
  readonly tokens: readonly string[];
}

/** By their first token; alternatives of more tokens first. Built once: the concepts are constants. */
const alternatives: ReadonlyMap<string, readonly Alternative[]> = (() => {
  const byToken = new Map<string, Alternative[]>();
  for (const { id, en } of complaintConcepts)
    for (const written of en.split("|")) {
      const tokens = written.split(" ");
      const first = tokens[0] ?? "";
      byToken.set(first, [...(byToken.get(first) ?? []), { concept: id, tokens }]);
    }
  return byToken;
})();

/** Where the tokens of an alternative stand close together and unused, or null. */
function placesOf(
  clause: readonly Token[],
  used: readonly boolean[],
  { tokens }: Alternative,
): number[] | null {
  for (let at = 0; at < clause.length; at++) {
    if (used[at] === true || clause[at]?.word !== tokens[0]) continue;
    const places = [at];
    for (const token of tokens.slice(1)) {
      let place = -1;
      for (let i = Math.max(0, at - reach); i <= Math.min(clause.length - 1, at + reach); i++)
        if (used[i] !== true && clause[i]?.word === token && !places.includes(i)) {
          place = i;
          break;
        }
      if (place < 0) break;
      places.push(place);
    }
    if (places.length === tokens.length) return places;
  }
  return null;
}

/** Complaints said in English, each once; a denied one only counts when it is also affirmed elsewhere. */
export function englishComplaints(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const clause of clausesOf(text)) {
    const candidates = [...new Set(clause.map(({ word }) => word))]
      .flatMap((word) => alternatives.get(word) ?? [])
      .sort((a, b) => b.tokens.length - a.tokens.length);
    const used = clause.map(() => false);
    for (const candidate of candidates) {
      const places = placesOf(clause, used, candidate);
      if (places === null) continue;
      for (const place of places) used[place] = true;
      if (!places.some((place) => clause[place]?.isDenied === true)) found.add(candidate.concept);
    }
  }
  return found;
}
