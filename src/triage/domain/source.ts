/**
 * Where a rule comes from, written beside every reason. `policy` marks the platform's own choice; everything else
 * names its document.
 */
export const sources = {
  consensusVitals: "急诊预检分诊专家共识(中华急诊医学杂志 2018;27(6):599-604) 客观指标",
  consensusManual: "急诊预检分诊专家共识(中华急诊医学杂志 2018;27(6):599-604) 人工评定指标",
  consensusMews: "急诊预检分诊专家共识(2018) MEWS 分段; Subbe 2001, QJM 94:521-526",
  news2Policy:
    "NEWS2 (Royal College of Physicians 2017) 触发阈值; 平台策略：≥7 分按 I 级，5–6 分或单项 3 分按 II 级",
  obstetricWarning:
    "MEOWS red triggers (CEMACH, Saving Mothers' Lives 2007); 平台策略：一项红色按 II 级，三项及以上按 I 级",
  severeHypertensionInPregnancy: "妊娠期高血压疾病诊治指南(2020) 急性重度高血压 ≥160/110 mmHg",
  maternalTriage: "AWHONN Maternal Fetal Triage Index (2015), stat",
  palsHypotension: "AHA Pediatric Advanced Life Support: hypotension by age, bradycardia < 60/min",
  niceFever: "NICE NG143 Fever in under 5s, traffic light",
  niceFeverAmber: "NICE NG143 Fever in under 5s, traffic light, amber",
  hypoxaemiaInChildren: "WHO Pocket Book of Hospital Care for Children: SpO2 < 90 %",
  ctasConsciousness: "CTAS: Glasgow coma scale 3–9 level 1, 10–13 level 2",
  policy: "平台策略(就高不就低)",
} as const;

export type SourceKey = keyof typeof sources;
