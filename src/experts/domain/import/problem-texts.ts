/** "error" refuses the row; "ask" lets it land with a question to a person; "warning" tells what was not taken over. */
export type Severity = "error" | "ask" | "warning";

export type ProblemText = {
  readonly severity: Severity;
  readonly zh: string;
  readonly en: string;
  readonly remedyZh: string;
  readonly remedyEn: string;
};

const text = (
  severity: Severity,
  zh: string,
  en: string,
  remedyZh: string,
  remedyEn: string,
): ProblemText => ({
  severity,
  zh,
  en,
  remedyZh,
  remedyEn,
});

const asText = "请把该列设为“文本”格式后重新填写完整号码";
const asTextEn = "Format the column as text and type the whole number again";

/** Everything a row can be told. `{holes}` are filled with counts, limits and row numbers, never with personal data. */
export const problemTexts = {
  missing_name: text("error", "没有姓名", "The name is missing", "请填写专家姓名", "Write the expert's name"),
  name_placeholder: text(
    "error",
    "“姓名”不是真实姓名",
    "The name is a placeholder",
    "请填写专家真实姓名",
    "Write the expert's real name",
  ),
  name_not_a_name: text(
    "error",
    "姓名里有数字、符号或公式",
    "The name holds digits, signs or a formula",
    "姓名只写文字，一行只写一位专家",
    "Letters only, one expert a row",
  ),
  name_unusual: text(
    "warning",
    "姓名只有一个字",
    "The name has one character only",
    "请核对姓名是否完整",
    "Check that the name is complete",
  ),
  missing_institution: text(
    "error",
    "没有医院",
    "The institution is missing",
    "请填写所在医院全称",
    "Write the full name of the hospital",
  ),
  institution_not_a_name: text(
    "error",
    "医院名称里有符号或公式",
    "The institution holds signs or a formula",
    "请填写医院全称",
    "Write the full name of the hospital",
  ),
  missing_department: text(
    "error",
    "没有科室",
    "The department is missing",
    "请填写所在科室",
    "Write the department",
  ),
  too_many_departments: text(
    "error",
    "一个单元格里有 {count} 个科室，上限 {limit} 个",
    "{count} departments in one cell; the limit is {limit}",
    "请只保留该专家实际执业的科室",
    "Keep only the departments in which the expert practises",
  ),
  department_ambiguous: text(
    "ask",
    "科室“{label}”可能对应多个诊疗科目",
    "Department “{label}” fits several specialties",
    "请在待确认清单中选择诊疗科目",
    "Choose the specialty in the review queue",
  ),
  department_unknown: text(
    "ask",
    "科室“{label}”没有对应的诊疗科目",
    "Department “{label}” is not known",
    "请在待确认清单中指定诊疗科目",
    "Choose the specialty in the review queue",
  ),
  title_unread: text(
    "warning",
    "职称无法识别，未导入",
    "The title is not recognised and was left out",
    "请写规范职称，如：主任医师、副主任医师",
    "Write the official title, such as 主任医师",
  ),
  gender_unread: text(
    "warning",
    "性别无法识别，未导入",
    "The gender is not recognised and was left out",
    "请写“男”或“女”",
    "Write 男 or 女",
  ),
  gender_conflicts_with_id: text(
    "warning",
    "性别与身份证号不一致",
    "The gender differs from the ID number",
    "请核对性别和身份证号",
    "Check both",
  ),
  birth_date_conflicts_with_id: text(
    "warning",
    "出生日期与身份证号不一致",
    "The date of birth differs from the ID number",
    "请核对出生日期和身份证号",
    "Check both",
  ),
  impossible_date: text(
    "error",
    "日期不存在",
    "The date does not exist",
    "请填写真实日期，如 1975-05-01",
    "Write a real date, such as 1975-05-01",
  ),
  date_out_of_range: text("error", "日期不合理", "The date is out of range", "请核对年份", "Check the year"),
  date_unread: text(
    "warning",
    "日期写法无法识别，未导入",
    "The date is not recognised and was left out",
    "请按 1975-05-01 的格式填写",
    "Write it like 1975-05-01",
  ),
  date_partial: text(
    "warning",
    "日期不完整，按最晚可能的一天计算",
    "The date is incomplete; its latest possible day is used",
    "请补全年、月、日",
    "Write year, month and day",
  ),
  id_number_format: text(
    "error",
    "身份证号不是 18 位",
    "The ID number does not have 18 characters",
    "请填写 18 位身份证号；其他证件请留空",
    "Write the 18 characters; leave other documents out",
  ),
  id_number_birth_date: text(
    "error",
    "身份证号中的出生日期不存在",
    "The birth date in the ID number does not exist",
    "请核对身份证号",
    "Check the ID number",
  ),
  id_number_check_digit: text(
    "error",
    "身份证号校验位不对",
    "The check digit of the ID number is wrong",
    "请核对身份证号",
    "Check the ID number",
  ),
  licence_number_format: text(
    "warning",
    "执业证书编号不是 15 位数字，未导入",
    "The licence number does not have 15 digits and was left out",
    "请按执业证书填写 15 位编号",
    "Write the 15 digits on the licence",
  ),
  qualification_number_format: text(
    "warning",
    "资格证书编号不是 24 或 27 位，未导入",
    "The qualification number does not have 24 or 27 characters and was left out",
    "请按资格证书填写",
    "Write it as on the certificate",
  ),
  qualification_conflicts_with_id: text(
    "warning",
    "资格证书编号与身份证号不一致",
    "The qualification number differs from the ID number",
    "请核对两个号码",
    "Check both numbers",
  ),
  institution_code_suspect: text(
    "warning",
    "统一社会信用代码校验位不对",
    "The check digit of the institution code is wrong",
    "请核对代码；少数早期代码属正常",
    "Check the code; a few early codes are legal",
  ),
  institution_code_malformed: text(
    "warning",
    "统一社会信用代码格式不对，未导入",
    "The institution code is malformed and was left out",
    "请填写 18 位统一社会信用代码",
    "Write the 18 characters",
  ),
  mobile_unread: text(
    "warning",
    "电话号码无法识别，未导入",
    "The phone number is not recognised and was left out",
    "请填写 11 位手机号",
    "Write the 11 digits",
  ),
  email_unread: text(
    "warning",
    "邮箱无法识别，未导入",
    "The e-mail address is not recognised and was left out",
    "请核对邮箱地址",
    "Check the address",
  ),
  cap_unread: text(
    "warning",
    "上限无法识别，未导入",
    "The cap is not recognised and was left out",
    "请填写 1 至 200 的整数",
    "Write a whole number from 1 to 200",
  ),
  diseases_unread: text(
    "warning",
    "诊疗经验中有 {count} 项无法识别，未导入",
    "{count} items of the treatment experience were left out",
    "请按“乳腺癌(120例) 乳腺结节(80例)”的格式填写",
    "Write it like 乳腺癌(120例)",
  ),
  number_lost_digits: text(
    "error",
    "号码被表格程序改成数值，末尾几位已丢失",
    "The number was stored as a value and has lost its last digits",
    asText,
    asTextEn,
  ),
  phone_lost_digits: text(
    "warning",
    "电话被表格程序改成数值，末尾几位已丢失，未导入",
    "The phone number has lost its last digits and was left out",
    asText,
    asTextEn,
  ),
  formula_cell: text(
    "error",
    "单元格是公式，系统不计算公式",
    "The cell holds a formula; formulas are not calculated",
    "请改为“仅粘贴数值”",
    "Paste it as a value",
  ),
  error_value: text(
    "error",
    "单元格是错误值",
    "The cell holds an error value",
    "请填写实际内容",
    "Write the real content",
  ),
  error_value_ignored: text(
    "warning",
    "单元格是错误值，未导入",
    "The cell holds an error value and was left out",
    "请填写实际内容",
    "Write the real content",
  ),
  control_characters: text(
    "error",
    "含有不可见的控制字符",
    "Holds invisible control characters",
    "请删去后重新输入",
    "Delete and type it again",
  ),
  control_characters_removed: text(
    "warning",
    "含有不可见的控制字符，已去除",
    "Invisible control characters were removed",
    "请核对内容",
    "Check the content",
  ),
  damaged_characters: text(
    "error",
    "文字已损坏（显示为“�”）",
    "The text is damaged (“�”)",
    "请重新输入，并另存为 UTF-8 或 .xlsx",
    "Type it again and save as UTF-8 or .xlsx",
  ),
  damaged_text: text(
    "warning",
    "部分文字已损坏（显示为“�”）",
    "Part of the text is damaged (“�”)",
    "请核对内容",
    "Check the content",
  ),
  too_long: text(
    "error",
    "内容有 {count} 字，上限 {limit} 字",
    "{count} characters; the limit is {limit}",
    "请缩短内容",
    "Shorten it",
  ),
  ditto_without_row: text(
    "error",
    "写了“同上”，但上面没有内容",
    "Says “same as above”, but nothing stands above",
    "请填写完整内容",
    "Write the full content",
  ),
  duplicate_row: text(
    "error",
    "与第 {row} 行是同一位专家",
    "The same expert as in row {row}",
    "请只保留一行；多个科室写在同一单元格",
    "Keep one row; write several departments into one cell",
  ),
  identifier_of_another_name: text(
    "error",
    "证件号码与第 {row} 行相同，但姓名不同",
    "The same number as in row {row} under another name",
    "请核对两行的号码和姓名",
    "Check number and name of both rows",
  ),
  second_workplace: text(
    "warning",
    "与第 {row} 行是同一位专家，按第二执业机构导入",
    "The same expert as in row {row}: taken as a second workplace",
    "如非多点执业，请删去一行",
    "Delete one row if the expert works in one place only",
  ),
  same_name_nearby: text(
    "warning",
    "与第 {row} 行同名、同医院、不同科室",
    "The same name and institution as row {row}, another department",
    "如为同一人，请把科室写在同一单元格",
    "If it is one person, write both departments into one cell",
  ),
} as const satisfies Readonly<Record<string, ProblemText>>;

export type ProblemCode = keyof typeof problemTexts;

/** Why a readable table is still no expert list. */
export const importRefusalTexts = {
  no_expert_header: {
    zh: "前 10 行里没有认出专家名单的表头。表头至少要有“姓名”“医院”“科室”。",
    en: "No header of an expert list was found in the first 10 rows. It needs name, institution and department.",
  },
  missing_columns: {
    zh: "缺少必填列：{columns}。",
    en: "Required columns are missing: {columnsEn}.",
  },
  no_rows: { zh: "表头下面没有数据。", en: "There are no rows below the header." },
} as const;

export type ImportRefusalCode = keyof typeof importRefusalTexts;

export type TextValues = Readonly<Record<string, string | number>>;

/** Fills `{holes}`; one without a value stays visible. */
export const fillText = (template: string, values: TextValues): string =>
  template.replace(/\{(\w+)\}/gu, (hole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : hole,
  );
