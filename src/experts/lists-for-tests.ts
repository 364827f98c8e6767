import type { Reply, Someone, World } from "../../test/world.js";
import { writeXlsx } from "../platform/tabular/index.js";
import { sql } from "kysely";

type Rows = readonly (readonly string[])[];

export const listHeader = [
  "序号",
  "专家姓名",
  "职  称",
  "所在科室",
  "身份证",
  "执业证书编码",
  "手机号",
  "专业擅长",
  "诊疗经验",
];

/** An invented identity number: area, birth date and sequence are given, the check digit is computed. */
export function idNumber(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return `${first17}${"10X98765432".charAt(sum % 11)}`;
}
export const goodNumber = idNumber("11010119750101001");
export const wrongNumber = `${goodNumber.slice(0, 17)}${goodNumber.endsWith("1") ? "2" : "1"}`;
export const licence = "110110000000001";

/** Two good rows, one with a name to ask about, a wrong ID number, no name, and a person who stands above already. */
export const messyList: Rows = [
  listHeader,
  [
    "1",
    "王一",
    "主任医师 教授",
    "心内科",
    goodNumber,
    licence,
    "13800000001",
    "冠心病介入",
    "高血压(120例) 冠心病（30例）",
  ],
  ["2", "李二", "副主任医师", "普外科、心内科", "", "", "", "胃肠手术", ""],
  ["3", "张三", "主治医师", "梦想成真科", "", "", "", "", ""],
  ["4", "赵四", "主任医师", "骨科", wrongNumber, "", "", "", ""],
  ["5", "", "主任医师", "骨科", "", "", "", "", ""],
  ["6", "李二", "副主任医师", "普外科", "", "", "", "", ""],
];

export const xlsxOf = ([header = [], ...rows]: Rows): Promise<Buffer> =>
  writeXlsx({ sheetName: "名单", header, rows });

export const upload = (
  who: Someone,
  content: Uint8Array,
  fields: Record<string, string> = {},
): Promise<Reply> => who.upload("/api/experts/imports", { name: "名单.xlsx", content, fields });

/** Sends the rows as a workbook; answers with the preview. */
export const preview = async (
  who: Someone,
  rows: Rows,
  fields: Record<string, string> = {},
): Promise<Reply> => upload(who, await xlsxOf(rows), fields);

export const apply = (who: Someone, previewed: Reply): Promise<Reply> =>
  who.post(`/api/experts/imports/${(previewed.body as { importId: string }).importId}/apply`);

export async function countOf(world: World, table: string): Promise<number> {
  const [row] = await world.query<{ n: number }>(sql`select count(*)::int as n from ${sql.table(table)}`);
  return row?.n ?? -1;
}
