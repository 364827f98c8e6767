/** Level of consciousness: Alert, new Confusion, responds to Voice, to Pain, Unresponsive (ACVPU). */
export type Consciousness = "A" | "C" | "V" | "P" | "U";

/** Vital signs as measured. An absent field means "not measured": no field is ever given a default. */
export interface Vitals {
  readonly heartRatePerMin?: number | undefined;
  readonly respiratoryRatePerMin?: number | undefined;
  readonly systolicMmHg?: number | undefined;
  readonly diastolicMmHg?: number | undefined;
  /** The patient's usual systolic pressure, so that an acute fall can be seen. */
  readonly usualSystolicMmHg?: number | undefined;
  readonly temperatureC?: number | undefined;
  readonly spo2Percent?: number | undefined;
  readonly onOxygen?: boolean | undefined;
  /** NEWS2 SpO2 scale 2 (target 88–92 % in hypercapnic failure): only when a clinician has authorised it. */
  readonly spo2Scale?: 1 | 2 | undefined;
  /** 呼吸急促 or laboured breathing seen at the bedside. */
  readonly dyspnoea?: boolean | undefined;
  readonly consciousness?: Consciousness | undefined;
  readonly glucoseMmolL?: number | undefined;
  readonly potassiumMmolL?: number | undefined;
  /** Numeric rating scale, 0–10. */
  readonly painScore?: number | undefined;
  /** Glasgow coma scale, 3–15. */
  readonly gcs?: number | undefined;
}

export type VitalField = keyof Vitals;
type NumberField = Exclude<VitalField, "onOxygen" | "dyspnoea" | "consciousness" | "spo2Scale">;

interface FieldFacts {
  readonly zh: string;
  readonly en: string;
  readonly unitZh: string;
  readonly unitEn: string;
}

/** What each field is called and measured in, for reasons and questions. */
export const vitalNames: Readonly<Record<VitalField, FieldFacts>> = {
  heartRatePerMin: { zh: "心率", en: "Heart rate", unitZh: "次/分", unitEn: "/min" },
  respiratoryRatePerMin: { zh: "呼吸频率", en: "Respiratory rate", unitZh: "次/分", unitEn: "/min" },
  systolicMmHg: { zh: "收缩压", en: "Systolic pressure", unitZh: "mmHg", unitEn: "mmHg" },
  diastolicMmHg: { zh: "舒张压", en: "Diastolic pressure", unitZh: "mmHg", unitEn: "mmHg" },
  usualSystolicMmHg: { zh: "平素收缩压", en: "Usual systolic pressure", unitZh: "mmHg", unitEn: "mmHg" },
  temperatureC: { zh: "体温", en: "Temperature", unitZh: "℃", unitEn: "°C" },
  spo2Percent: { zh: "血氧饱和度", en: "SpO2", unitZh: "%", unitEn: "%" },
  onOxygen: { zh: "是否吸氧", en: "On oxygen", unitZh: "", unitEn: "" },
  spo2Scale: { zh: "血氧评分量表", en: "SpO2 scale", unitZh: "", unitEn: "" },
  dyspnoea: { zh: "呼吸急促", en: "Dyspnoea", unitZh: "", unitEn: "" },
  consciousness: { zh: "意识水平(ACVPU)", en: "Consciousness (ACVPU)", unitZh: "", unitEn: "" },
  glucoseMmolL: { zh: "血糖", en: "Glucose", unitZh: "mmol/L", unitEn: "mmol/L" },
  potassiumMmolL: { zh: "血钾", en: "Potassium", unitZh: "mmol/L", unitEn: "mmol/L" },
  painScore: { zh: "疼痛评分", en: "Pain score", unitZh: "分", unitEn: "/10" },
  gcs: { zh: "格拉斯哥昏迷评分", en: "Glasgow coma scale", unitZh: "分", unitEn: "" },
};

/**
 * - `impossible`: no living or dying patient shows it (or it is no number): the value is not used.
 * - `suspicious`: possible, but more often a slip of unit or device: used, and asked back.
 * - `contradiction`: two values cannot both be right: both are used, so the more severe decides, and asked back.
 */
export type ProblemKind = "impossible" | "suspicious" | "contradiction";

/** A stable code for why a value is asked back. */
export type ProblemCode =
  | "not_a_number"
  | "not_allowed"
  | "below_possible"
  | "above_possible"
  | "looks_like_fraction"
  | "looks_like_fahrenheit"
  | "looks_like_kpa"
  | "looks_like_mg_per_dl"
  | "zero_reading"
  | "device_unreliable"
  | "systolic_not_above_diastolic"
  | "consciousness_against_gcs"
  | "dyspnoea_against_rate"
  | "age_out_of_range"
  | "age_years_against_months"
  | "age_against_text"
  | "pregnancy_against_sex"
  | "pregnancy_against_age"
  | "pregnancy_against_text"
  | "code_not_icd10";

export interface TriageProblem {
  /** A vital field, or `ageYears`, `ageMonths`, `pregnant`, `suspectedDiagnoses`. */
  readonly field: string;
  readonly kind: ProblemKind;
  readonly code: ProblemCode;
  readonly zh: string;
  readonly en: string;
}

/** Widest value a device shows on a patient, living or dying; anything outside is a slip of unit or key. */
const possible: Readonly<Record<NumberField, readonly [number, number]>> = {
  heartRatePerMin: [0, 400],
  respiratoryRatePerMin: [0, 150],
  systolicMmHg: [0, 370],
  diastolicMmHg: [0, 360],
  usualSystolicMmHg: [40, 300],
  temperatureC: [10, 46.5],
  spo2Percent: [0, 100],
  glucoseMmolL: [0, 150],
  potassiumMmolL: [0, 20],
  painScore: [0, 10],
  gcs: [3, 15],
};

const allowed: Readonly<Record<Exclude<VitalField, NumberField>, readonly unknown[]>> = {
  onOxygen: [true, false],
  dyspnoea: [true, false],
  consciousness: ["A", "C", "V", "P", "U"],
  spo2Scale: [1, 2],
};

const problem = (
  field: string,
  kind: ProblemKind,
  code: ProblemCode,
  zh: string,
  en: string,
): TriageProblem => ({ field, kind, code, zh, en });

function checkNumber(field: NumberField, value: number): TriageProblem | null {
  const { zh, en } = vitalNames[field];
  const [low, high] = possible[field];
  const bad = (code: ProblemCode, zhWhy: string, enWhy: string): TriageProblem =>
    problem(
      field,
      "impossible",
      code,
      `${zh} ${value}：${zhWhy}，未采用，请核对`,
      `${en} ${value}: ${enWhy}; not used, please check`,
    );
  const odd = (code: ProblemCode, zhWhy: string, enWhy: string): TriageProblem =>
    problem(
      field,
      "suspicious",
      code,
      `${zh} ${value}：${zhWhy}，请核对`,
      `${en} ${value}: ${enWhy}, please check`,
    );
  if (!Number.isFinite(value)) return bad("not_a_number", "不是有效数字", "not a number");
  if (field === "spo2Percent" && value > 0 && value < 1)
    return bad("looks_like_fraction", "像是小数形式，应填百分数", "looks like a fraction, give a percentage");
  if (field === "temperatureC" && value >= 85 && value <= 115)
    return bad("looks_like_fahrenheit", "像是华氏度，应填摄氏度", "looks like Fahrenheit, give Celsius");
  if (value < low)
    return bad("below_possible", `低于可能的最低值 ${low}`, `below the lowest possible ${low}`);
  if (value > high)
    return bad("above_possible", `高于可能的最高值 ${high}`, `above the highest possible ${high}`);
  if (value === 0 && field !== "painScore")
    return odd("zero_reading", "为 0，是骤停还是未测", "zero: arrest, or not measured");
  if (field === "spo2Percent" && value < 50)
    return odd(
      "device_unreliable",
      "低于 50% 时脉氧仪读数不可靠",
      "pulse oximeters are unreliable below 50 %",
    );
  if ((field === "systolicMmHg" || field === "diastolicMmHg") && value < 35)
    return odd("looks_like_kpa", "过低，单位是否为 kPa", "very low: is it in kPa");
  if (field === "glucoseMmolL" && value > 60)
    return odd("looks_like_mg_per_dl", "过高，单位是否为 mg/dL", "very high: is it in mg/dL");
  return null;
}

const isNumberField = (field: VitalField): field is NumberField => field in possible;

/**
 * Everything in a set of vital signs that must be asked back, in field order, each with a field and a stable code.
 * An empty answer means every given value is plausible; it says nothing about values not given.
 */
export function checkVitals(vitals: Vitals): readonly TriageProblem[] {
  const found: TriageProblem[] = [];
  for (const field of Object.keys(vitalNames) as VitalField[]) {
    const value = vitals[field];
    if (value === undefined) continue;
    const { zh, en } = vitalNames[field];
    if (isNumberField(field)) {
      const bad =
        typeof value === "number"
          ? checkNumber(field, value)
          : problem(
              field,
              "impossible",
              "not_a_number",
              `${zh}：不是有效数字，未采用`,
              `${en}: not a number, not used`,
            );
      if (bad !== null) found.push(bad);
    } else if (!allowed[field].includes(value)) {
      found.push(
        problem(
          field,
          "impossible",
          "not_allowed",
          `${zh}：取值无效，未采用`,
          `${en}: not an allowed value, not used`,
        ),
      );
    }
  }
  const v = withoutImpossible(vitals, found);
  if (
    v.systolicMmHg !== undefined &&
    v.diastolicMmHg !== undefined &&
    v.systolicMmHg <= v.diastolicMmHg &&
    v.systolicMmHg > 0
  )
    found.push(
      problem(
        "systolicMmHg",
        "contradiction",
        "systolic_not_above_diastolic",
        `收缩压 ${v.systolicMmHg} 不高于舒张压 ${v.diastolicMmHg}，是否填反`,
        `Systolic ${v.systolicMmHg} is not above diastolic ${v.diastolicMmHg}: are they swapped`,
      ),
    );
  if (v.gcs !== undefined && v.consciousness !== undefined && gcsContradicts(v.gcs, v.consciousness))
    found.push(
      problem(
        "gcs",
        "contradiction",
        "consciousness_against_gcs",
        `GCS ${v.gcs} 分与意识水平 ${v.consciousness} 不符`,
        `GCS ${v.gcs} does not fit consciousness ${v.consciousness}`,
      ),
    );
  if (v.dyspnoea === false && v.respiratoryRatePerMin !== undefined && v.respiratoryRatePerMin >= 30)
    found.push(
      problem(
        "dyspnoea",
        "suspicious",
        "dyspnoea_against_rate",
        `呼吸 ${v.respiratoryRatePerMin} 次/分却填无呼吸急促，请核对`,
        `Respiratory rate ${v.respiratoryRatePerMin}/min but dyspnoea is "no", please check`,
      ),
    );
  return found;
}

/** Alert needs near-full GCS; a patient who answers only to pain or to nothing cannot be near 15. */
function gcsContradicts(gcs: number, consciousness: Consciousness): boolean {
  if (consciousness === "A") return gcs < 13;
  if (consciousness === "P" || consciousness === "U") return gcs > 12;
  return gcs < 6;
}

function withoutImpossible(vitals: Vitals, problems: readonly TriageProblem[]): Vitals {
  const dropped = new Set(problems.filter((p) => p.kind === "impossible").map((p) => p.field));
  return Object.fromEntries(
    Object.entries(vitals).filter(([field, value]) => value !== undefined && !dropped.has(field)),
  );
}

/**
 * The vital signs that may be judged: as given, without what `checkVitals` calls impossible. Suspicious and
 * contradictory values stay, because dropping them could hide a dying patient.
 */
export const usableVitals = (vitals: Vitals): Vitals => withoutImpossible(vitals, checkVitals(vitals));

/** One measured value with its name and unit, e.g. `心率 190 次/分`. */
export function describeVital(
  field: VitalField,
  value: unknown,
): { readonly zh: string; readonly en: string } {
  const { zh, en, unitZh, unitEn } = vitalNames[field];
  if (typeof value === "boolean")
    return { zh: `${zh}：${value ? "是" : "否"}`, en: `${en}: ${value ? "yes" : "no"}` };
  return { zh: `${zh} ${String(value)} ${unitZh}`.trim(), en: `${en} ${String(value)} ${unitEn}`.trim() };
}
