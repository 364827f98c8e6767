import type { Readable } from "node:stream";
import ExcelJS from "exceljs";

/**
 * A list as an office sends it: a title over merged cells, headings in its own words, a hospital named once for several
 * rows, a heading nobody knows, two departments in a cell, a name that may mean several, and two rows that cannot land.
 */
export async function messyList(hospital: string): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet("专家名单");
  sheet.addRow([`${hospital}远程会诊专家一览表`]);
  sheet.mergeCells("A1:I1");
  sheet.addRow([]);
  const headings = ["序号", "单位名称", "所在科室", "专家姓名", "技术职称", "执业证书编号", "执业范围"];
  sheet.addRow([...headings, "专业特长", "诊疗经验", "科室座机"]);
  const add = (...cells: string[]) => sheet.addRow([sheet.rowCount - 2, hospital, ...cells]);
  add(
    "呼吸与危重症医学科",
    "卓听雪",
    "主任医师 教授",
    "110330100009917",
    "内科专业",
    "肺结节",
    "肺癌(312例)",
  );
  add(
    "心内科、老年医学科",
    "蔺望舒",
    "主任医师、硕导",
    "110330100009925",
    "内科专业",
    "冠心病",
    "冠心病(400例)",
  );
  add("心脏科", "都清越", "副主任医师", "110330100009933", "内科专业", "心律失常", "心房颤动(90例)");
  add("呼吸内科", "", "主治医师", "110330100009941", "内科专业", "慢阻肺", "");
  add("", "甘若水", "主治医师", "110330100009958", "内科专业", "慢阻肺", "");
  sheet.mergeCells("B4:B8");
  sheet.getCell("J4").value = "8201";
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** A list whose departments and diseases nobody can read: invented names that share the word 星野. */
export async function listOfOpenNames(hospital: string): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet("名单");
  sheet.addRow(["姓名", "医院", "科室", "职称", "诊疗疾病"]);
  sheet.addRow(["季青岚", hospital, "星野心脏中心", "主任医师", "星野型脑梗死(12例)、星野型肺炎(30例)"]);
  sheet.addRow(["岳听澜", hospital, "星野神经诊区", "副主任医师", "星野型肝硬化(9例)、星野综合征(4例)"]);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** The rows of the first sheet of a workbook, as text. */
export async function readRows(file: Readable): Promise<string[][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.read(file);
  const rows: string[][] = [];
  workbook.worksheets[0]?.eachRow((row) => {
    const cells: string[] = [];
    row.eachCell({ includeEmpty: true }, (cell) => cells.push(cell.text));
    rows.push(cells);
  });
  return rows;
}
