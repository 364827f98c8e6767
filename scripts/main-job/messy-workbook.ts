import ExcelJS from "exceljs";

/** What a hospital's office really sends: a title line, headings in their own words, several departments in a cell. */
export async function messyWorkbook(hospital: string): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet("专家名单");
  sheet.addRow([`${hospital} 远程会诊专家一览表（2026 年）`]);
  sheet.mergeCells("A1:H1");
  sheet.addRow([]);
  sheet.addRow([
    "序号",
    "所在科室",
    "专家姓名",
    "技术职称",
    "执业证书编号",
    "执业范围",
    "独立执业时间",
    "专业特长",
    "诊疗经验",
  ]);
  sheet.addRow([
    1,
    "呼吸与危重症医学科",
    "沈听澜",
    "主任医师 教授",
    "110310100000017",
    "内科专业",
    "2004-07-01",
    "肺部结节、肺癌的诊断与治疗，呼吸介入",
    "肺癌(312例) 肺结节(540例)",
  ]);
  sheet.addRow([
    2,
    "呼吸内科",
    "顾星野",
    "副主任医师",
    "110310100000025",
    "内科专业",
    "2011-07-01",
    "肺结节、慢性阻塞性肺疾病",
    "肺结节(210例) 慢阻肺(180例)",
  ]);
  sheet.addRow([
    3,
    "心内科、老年医学科",
    "陆清和",
    "主任医师、硕导",
    "110310100000033",
    "内科专业",
    "2003-07-01",
    "冠心病、心力衰竭",
    "冠心病(400例)",
  ]);
  sheet.addRow([
    4,
    "心脏科",
    "白雨桐",
    "副主任医师",
    "110310100000041",
    "内科专业",
    "2012-07-01",
    "心律失常",
    "心房颤动(90例)",
  ]);
  sheet.addRow([5, "呼吸内科", "", "主治医师", "110310100000058", "内科专业", "2016-07-01", "", ""]);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}
