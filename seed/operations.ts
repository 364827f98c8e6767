/** Operations a specialty does: code of the national list, name, grade, and how many a senior surgeon has done. */
export interface SeedOperation {
  readonly code: string;
  readonly name: string;
  readonly grade: 1 | 2 | 3 | 4;
  readonly cases: number;
}

const read = (text: string): readonly SeedOperation[] =>
  text
    .trim()
    .split("\n")
    .map((line) => {
      const [code = "", name = "", grade = "1", cases = "0"] = line.trim().split(/\s+/);
      return { code, name, grade: Number(grade) as SeedOperation["grade"], cases: Number(cases) };
    });

/** By 诊疗科目. Grades as hospitals commonly list them under 医疗机构手术分级管理办法 (2022). */
export const operations: Readonly<Record<string, readonly SeedOperation[]>> = {
  "03.01": read("33.2700x001 支气管镜下肺活检 2 260"),
  "03.02": read(`
    45.4307 内镜下结肠黏膜切除术(EMR) 3 180`),
  "03.04": read(`
    36.0601 冠状动脉药物涂层支架置入术 4 420
    37.8301 双腔永久起搏器置入术 3 150`),
  "04.01": read(`
    51.2300 腹腔镜下胆囊切除术 2 380
    43.6x01 胃大部切除伴胃十二指肠吻合术 4 80`),
  "04.02": read("01.2408 颅内血肿清除术 3 160"),
  "04.03": read(`
    81.5100 全髋关节置换 4 210
    79.3500x016 股骨骨折切开复位钢板内固定术 3 260`),
  "04.04": read("56.0x00x003 经尿道输尿管镜输尿管取石术 3 240"),
  "04.05": read("32.4100 胸腔镜下肺叶切除术 4 190"),
  "05.01": read("68.4100 腹腔镜经腹全子宫切除术 3 220"),
  "10": read("13.4100x001 白内障超声乳化抽吸术 3 520"),
};
