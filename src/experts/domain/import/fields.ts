export const fieldIds = [
  "name",
  "gender",
  "bornOn",
  "idNumber",
  "licenceNumber",
  "qualificationNumber",
  "institution",
  "institutionCode",
  "department",
  "title",
  "academicTitle",
  "post",
  "mobile",
  "email",
  "goodAt",
  "subspecialty",
  "diseases",
  "practiceScope",
  "practiceCategory",
  "independentSince",
  "dailyCap",
  "weeklyCap",
  "availability",
  "education",
  "languages",
  "societies",
  "research",
  "honours",
  "introduction",
  "staffNumber",
  "ignored",
] as const;

/** What a column of an expert list holds. "ignored" is a known column that says nothing about the expert (序号). */
export type FieldId = (typeof fieldIds)[number];

export type Field = {
  readonly zh: string;
  readonly en: string;
  /** Longest text kept, in characters; a longer cell refuses its row rather than being cut. */
  readonly longest: number;
  /** Identity or routing depends on this text, so invisible or damaged characters in it refuse the row. */
  readonly isStrict: boolean;
  /** Header wordings, written as `headerKey` folds them: no spaces, lower case, half-width. */
  readonly words: readonly string[];
  /** Wordings that often mean this field, but not always. */
  readonly doubtfulWords?: readonly string[];
};

const split = (text: TemplateStringsArray): readonly string[] => text.join("").trim().split(/\s+/u);

export const fields: Readonly<Record<FieldId, Field>> = {
  name: {
    zh: "姓名",
    en: "Name",
    longest: 50,
    isStrict: true,
    words: split`姓名 名字 专家姓名 医生姓名 医师姓名 大夫姓名 人员姓名 职工姓名 员工姓名 中文姓名 真实姓名 name
      fullname chinesename doctorname expertname physicianname
      practitionername doctor physician`,
    doubtfulWords: split`医生 医师 专家 大夫 人员 expert`,
  },
  gender: { zh: "性别", en: "Gender", longest: 10, isStrict: false, words: split`性别 gender sex` },
  bornOn: {
    zh: "出生日期",
    en: "Date of birth",
    longest: 40,
    isStrict: false,
    words: split`出生日期 出生年月 出生年月日 生日 出生时间 出生 dateofbirth birthdate birthday dob`,
  },
  idNumber: {
    zh: "身份证号",
    en: "ID number",
    longest: 60,
    isStrict: true,
    words: split`身份证号 身份证 身份证号码 公民身份号码 公民身份证号 居民身份证号 居民身份证号码 身份证件号码 身份证件号
      idnumber idcard idcardno idcardnumber idno nationalid`,
    doubtfulWords: split`证件号码 证件号 证件编号`,
  },
  licenceNumber: {
    zh: "执业证书编号",
    en: "Practice licence number",
    longest: 60,
    isStrict: true,
    words: split`执业证书编号 执业证书编码 执业证书号 执业证书号码 执业证编号 执业证编码 执业证号 执业证号码 执业证书 执业证
      医师执业证书编号 医师执业证书编码 医师执业证号 医师执业证书号 医师执业证编号 医师执业证书号码 医师执业编号 执业编号
      执业编码 licencenumber licensenumber licenceno licenseno licence
      license practicelicence practicelicense practicelicencenumber
      practicelicensenumber`,
  },
  qualificationNumber: {
    zh: "资格证书编号",
    en: "Qualification certificate number",
    longest: 60,
    isStrict: true,
    words: split`资格证号 资格证书编号 资格证书编码 资格证书号 资格证书号码 资格证编号 资格证书 资格证 医师资格证号 医师资格证书编号
      医师资格证书编码 医师资格证书号 医师资格证编号 医师资格证书号码 执业医师资格证号 qualificationnumber
      qualificationno qualificationcertificate`,
  },
  institution: {
    zh: "医院",
    en: "Institution",
    longest: 120,
    isStrict: true,
    words: split`医院 医院名称 所在医院 单位 单位名称 所在单位 工作单位 机构 机构名称 所在机构 医疗机构 医疗机构名称 执业机构
      主要执业机构 执业地点 主要执业机构名称 执业医院 就职医院 任职医院 供职单位 工作医院 所属医院 所属机构 所属单位
      第一执业机构 第一执业地点 hospital hospitalname institution
      institutionname organization organisation employer affiliation
      facility workplace`,
  },
  institutionCode: {
    zh: "机构代码",
    en: "Institution code",
    longest: 60,
    isStrict: false,
    words: split`统一社会信用代码 社会信用代码 信用代码 机构代码 医院代码 医疗机构代码 单位代码 医疗机构编码 机构编码
      institutioncode hospitalcode organizationcode creditcode`,
  },
  department: {
    zh: "科室",
    en: "Department",
    longest: 200,
    isStrict: true,
    words: split`科室 所在科室 科室名称 专业科室 科别 科室部门 执业科室 工作科室 临床科室 所属科室 出诊科室 诊疗科目 科 现任科室
      department departmentname dept deptname departments 二级科室 任职科室`,
    doubtfulWords: split`部门 所在部门 一级科室 specialty speciality 诊疗专业`,
  },
  title: {
    zh: "职称",
    en: "Title",
    longest: 200,
    isStrict: false,
    words: split`职称 技术职称 专业技术资格 卫生专业技术资格 专业技术职务任职资格 专业技术职称 专业职称 临床职称 医疗职称 卫生技术职称 专业技术职务 技术职务 职称名称 现任职称
      聘任职称 职称级别 职称职务 技术职称等级 title jobtitle clinicaltitle
      professionaltitle titles`,
    doubtfulWords: split`职级 职务职称 rank 级别`,
  },
  academicTitle: {
    zh: "学术职称",
    en: "Academic title",
    longest: 200,
    isStrict: false,
    words: split`学术职称 教学职称 教学职务 高校职称 教师职称 学术头衔 academictitle teachingtitle
      academicrank`,
  },
  post: {
    zh: "行政职务",
    en: "Post",
    longest: 200,
    isStrict: false,
    words: split`行政职务 职务 担任职务 现任职务 科室职务 岗位 post position`,
  },
  mobile: {
    zh: "手机",
    en: "Mobile",
    longest: 60,
    isStrict: false,
    words: split`手机 手机号 手机号码 移动电话 联系手机 电话 电话号码 联系电话 mobile mobilephone mobileno
      mobilenumber phone phonenumber phoneno cellphone telephone tel`,
    doubtfulWords: split`联系方式 contact`,
  },
  email: {
    zh: "邮箱",
    en: "E-mail",
    longest: 254,
    isStrict: false,
    words: split`邮箱 电子邮箱 邮箱地址 电子邮件 邮件 邮件地址 email emailaddress mail e-mail`,
  },
  goodAt: {
    zh: "擅长",
    en: "Good at",
    longest: 4000,
    isStrict: false,
    words: split`擅长 专业特长 擅长疾病 擅长领域 擅长方向 擅长专业 主要擅长 特长 技术特长 业务专长 专长 专业擅长 诊疗特长
      诊治特长 专业专长 擅长病种 擅长诊治 goodat expertise specialinterest
      specialinterests`,
  },
  subspecialty: {
    zh: "专业方向",
    en: "Subspecialty",
    longest: 400,
    isStrict: false,
    words: split`专业方向 亚专业 亚专科 研究方向 专科方向 主攻方向 subspecialty subspeciality
      direction`,
    doubtfulWords: split`专业 方向 从事专业`,
  },
  diseases: {
    zh: "诊疗经验",
    en: "Treatment experience",
    longest: 8000,
    isStrict: false,
    words: split`诊疗经验 治疗经验 病例数 诊治病例 诊疗病例 诊治例数 疾病例数 病种例数 病种及例数 诊治疾病 诊治经验 临床经验
      treatmentexperience diseases diseasecounts cases`,
  },
  practiceScope: {
    zh: "执业范围",
    en: "Scope of practice",
    longest: 400,
    isStrict: false,
    words: split`执业范围 注册范围 执业专业 注册专业 practicescope scopeofpractice`,
  },
  practiceCategory: {
    zh: "执业类别",
    en: "Category of practice",
    longest: 60,
    isStrict: false,
    words: split`执业类别 医师类别 注册类别 practicecategory`,
  },
  independentSince: {
    zh: "独立执业时间",
    en: "Independent practice since",
    longest: 40,
    isStrict: false,
    words: split`独立执业时间 独立执业日期 独立开展临床工作时间 独立开展临床工作日期 独立临床工作时间 首次执业时间 执业时间
      执业起始日期 开始执业时间 首次注册时间 首次注册日期 独立行医时间 独立执业起始时间 independentsince
      practicesince independentpracticesince
      independentpracticestart`,
  },
  dailyCap: {
    zh: "每日上限",
    en: "Daily cap",
    longest: 40,
    isStrict: false,
    words: split`每日上限 日上限 每日会诊上限 每天上限 每日会诊量 日会诊上限 每日例数上限 每日最多 dailycap
      dailylimit maxperday`,
  },
  weeklyCap: {
    zh: "每周上限",
    en: "Weekly cap",
    longest: 40,
    isStrict: false,
    words: split`每周上限 周上限 每周会诊上限 每周会诊量 周会诊上限 每周例数上限 每周最多 weeklycap weeklylimit
      maxperweek`,
  },
  availability: {
    zh: "出诊时间",
    en: "Hours",
    longest: 500,
    isStrict: false,
    words: split`出诊时间 可会诊时间 会诊时间 坐诊时间 门诊时间 可用时间 可排班时间 服务时间 会诊时段 可会诊时段 出诊安排
      availability availabletime hours schedule officehours`,
  },
  education: {
    zh: "学历",
    en: "Education",
    longest: 400,
    isStrict: false,
    words: split`学历 学位 最高学历 学历学位 最高学位 教育背景 毕业院校 education degree`,
  },
  languages: {
    zh: "语言",
    en: "Languages",
    longest: 120,
    isStrict: false,
    words: split`语言 语种 外语 会诊语言 languages language`,
  },
  societies: {
    zh: "学会任职",
    en: "Societies",
    longest: 4000,
    isStrict: false,
    words: split`学会任职 学术任职 社会任职 社会兼职 学术兼职 学会职务 社会职务 学术团体任职 societies
      memberships`,
  },
  research: {
    zh: "科研成果",
    en: "Research",
    longest: 12_000,
    isStrict: false,
    words: split`科研成果 科研 论文 科研论文 学术成果 科研情况 研究成果 research publications`,
  },
  honours: {
    zh: "荣誉",
    en: "Honours",
    longest: 4000,
    isStrict: false,
    words: split`荣誉 获奖 获奖情况 荣誉称号 奖项 奖励 人才称号 honours honors awards`,
  },
  introduction: {
    zh: "简介",
    en: "Introduction",
    longest: 12_000,
    isStrict: false,
    words: split`简介 个人简介 专家简介 专家介绍 医生简介 医生介绍 个人介绍 简历 个人简历 introduction
      biography bio profile`,
  },
  staffNumber: {
    zh: "工号",
    en: "Staff number",
    longest: 40,
    isStrict: false,
    words: split`工号 职工号 员工号 人员编号 职工编号 员工编号 医生编号 专家编号 staffnumber staffno
      employeenumber employeeno jobnumber`,
  },
  ignored: {
    zh: "不导入",
    en: "Not imported",
    longest: Number.MAX_SAFE_INTEGER,
    isStrict: false,
    words: split`序号 编号 行号 no no. # index id 备注 说明 remark remarks note notes 原因
      怎么改 退回原因 reason remedy row`,
  },
};

/** A list without these cannot become experts; the institution may come from the importer instead of a column. */
export const requiredFields: readonly FieldId[] = ["name", "institution", "department"];
