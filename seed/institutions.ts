/** The invented alliance: none of these institutions exists. Region codes are real, so that distances are. */
export interface SeedInstitution {
  readonly key: InstitutionKey;
  readonly name: string;
  readonly shortName: string;
  readonly kind: "hospital" | "operator";
  readonly level: string;
  readonly regionCode: string;
  /** The eight characters of the 组织机构代码; both check characters are calculated. */
  readonly organizationCode: string;
  readonly aliases: readonly string[];
  /** Doctors on duty there keep these hours on working days, in Beijing time: the sun rises two hours later in 新疆. */
  readonly hours: { readonly from: string; readonly to: string };
  readonly requesters: readonly string[];
  readonly experts: number;
}

export const institutionKeys = [
  "zhijiang",
  "jinchuan",
  "songluo",
  "kuocang",
  "ruchuan",
  "yunxi",
  "qingmin",
  "bosta",
  "operator",
] as const;
export type InstitutionKey = (typeof institutionKeys)[number];

const east = { from: "08:00", to: "17:30" };
const west = { from: "10:00", to: "19:00" };

export const institutions: readonly SeedInstitution[] = [
  {
    key: "zhijiang",
    name: "之江医科大学附属第一医院",
    shortName: "之江医大一院",
    kind: "hospital",
    level: "三级甲等",
    regionCode: "330100",
    organizationCode: "47003211",
    aliases: ["之江医大附一院", "之江医科大学第一医院"],
    hours: east,
    requesters: [],
    experts: 52,
  },
  {
    key: "jinchuan",
    name: "锦川中心医院",
    shortName: "锦川中心",
    kind: "hospital",
    level: "三级甲等",
    regionCode: "510100",
    organizationCode: "45072036",
    aliases: ["锦川市中心医院"],
    hours: east,
    requesters: [],
    experts: 40,
  },
  {
    key: "songluo",
    name: "嵩洛中心医院",
    shortName: "嵩洛中心",
    kind: "hospital",
    level: "三级甲等",
    regionCode: "410100",
    organizationCode: "41605518",
    aliases: [],
    hours: east,
    requesters: [],
    experts: 30,
  },
  {
    key: "kuocang",
    name: "括苍市中心医院",
    shortName: "括苍中心",
    kind: "hospital",
    level: "三级乙等",
    regionCode: "331000",
    organizationCode: "47218804",
    aliases: ["括苍市第二人民医院"],
    hours: east,
    requesters: ["心血管内科", "急诊医学科"],
    experts: 10,
  },
  {
    key: "ruchuan",
    name: "汝川市人民医院",
    shortName: "汝川人民医院",
    kind: "hospital",
    level: "三级乙等",
    regionCode: "410300",
    organizationCode: "41677092",
    aliases: [],
    hours: east,
    requesters: ["神经内科", "普通外科"],
    experts: 8,
  },
  {
    key: "yunxi",
    name: "云溪县人民医院",
    shortName: "云溪县医院",
    kind: "hospital",
    level: "二级甲等",
    regionCode: "331100",
    organizationCode: "47235617",
    aliases: ["云溪县第一人民医院"],
    hours: east,
    requesters: ["内科", "外科", "妇儿科"],
    experts: 1,
  },
  {
    key: "qingmin",
    name: "青岷县人民医院",
    shortName: "青岷县医院",
    kind: "hospital",
    level: "二级甲等",
    regionCode: "513200",
    organizationCode: "45130925",
    aliases: [],
    hours: east,
    requesters: ["内科", "急诊科", "儿科"],
    experts: 1,
  },
  {
    key: "bosta",
    name: "博斯塔县人民医院",
    shortName: "博斯塔县医院",
    kind: "hospital",
    level: "二级甲等",
    regionCode: "652800",
    organizationCode: "45770163",
    aliases: [],
    hours: west,
    requesters: ["内科", "外科", "妇产科"],
    experts: 2,
  },
  {
    key: "operator",
    name: "云帆远程会诊平台运营中心",
    shortName: "运营中心",
    kind: "operator",
    level: "未定级",
    regionCode: "330100",
    organizationCode: "47990308",
    aliases: [],
    hours: east,
    requesters: [],
    experts: 0,
  },
];

export interface SeedAgreement {
  readonly key: string;
  readonly name: string;
  readonly status: "drafting" | "in_force" | "suspended" | "ended";
  /** Days from today; negative is past. */
  readonly fromDay: number;
  readonly toDay: number;
  /** Empty: every specialty. */
  readonly specialtyCodes: readonly string[];
  readonly parties: Readonly<Partial<Record<InstitutionKey, "requester" | "performer" | "both">>>;
}

/** Between 博斯塔 and 嵩洛, and between 博斯塔 and 汝川, there is nothing in force: the ranking must say so. */
export const agreements: readonly SeedAgreement[] = [
  {
    key: "alliance",
    name: "云帆医疗联盟远程会诊协作协议",
    status: "in_force",
    fromDay: -700,
    toDay: 760,
    specialtyCodes: [],
    parties: {
      zhijiang: "performer",
      jinchuan: "performer",
      kuocang: "requester",
      ruchuan: "requester",
      yunxi: "requester",
      qingmin: "requester",
      bosta: "both",
    },
  },
  {
    key: "central",
    name: "嵩洛中心医院对口协作协议",
    status: "in_force",
    fromDay: -640,
    toDay: 455,
    specialtyCodes: [],
    parties: { songluo: "performer", ruchuan: "requester", yunxi: "requester", qingmin: "requester" },
  },
  {
    key: "city",
    name: "括苍市—云溪县城乡医疗协作协议（限定专科）",
    status: "in_force",
    fromDay: -420,
    toDay: 310,
    specialtyCodes: ["03.01", "03.04", "04.03", "05.02", "07"],
    parties: { kuocang: "performer", yunxi: "requester" },
  },
  {
    key: "ended",
    name: "汝川市人民医院支援青岷县协议",
    status: "ended",
    fromDay: -900,
    toDay: -160,
    specialtyCodes: [],
    parties: { ruchuan: "performer", qingmin: "requester" },
  },
  {
    key: "drafting",
    name: "汝川市人民医院—博斯塔县人民医院协作协议（拟签）",
    status: "drafting",
    fromDay: 20,
    toDay: 750,
    specialtyCodes: ["03.03", "04.02"],
    parties: { ruchuan: "performer", bosta: "requester" },
  },
];
