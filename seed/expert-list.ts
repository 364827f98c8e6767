import { importFile } from "../src/experts/index.js";
import type { Database, Tx } from "../src/platform/database/database.js";
import type { FieldCipher } from "../src/platform/field-cipher.js";
import type { FileStore } from "../src/platform/files/file-store.js";
import { normaliseSpecialty, queueReview, specialtyIndex } from "../src/terminology/index.js";
import { type Alliance, institutionOf } from "./alliance.js";
import type { InstitutionKey } from "./institutions.js";
import type { Random } from "./random.js";

/** Rows of 括苍市中心医院's list that land, two of them with a question, and rows that come back. */
export const listedExperts = { landing: 6, rejected: 4 } as const;

const header = "姓名,性别,出生日期,身份证号,科室,职称,执业证书编号,独立执业时间,擅长,诊治病例";

/** The list as the hospital's 医务部 keeps it, with the faults such lists have. */
function listText(alliance: Alliance, random: Random): string {
  const name = (sex: "male" | "female") => alliance.nameOf(random, sex);
  const first = name("male");
  const rows = [
    `${first},男,1974-05-12,,呼吸内科,主任医师 教授,110331000200101,2002-07-01,慢阻肺、重症肺炎的诊治，支气管镜技术,慢性阻塞性肺病(260例) 重症肺炎(120例)`,
    `${name("female")},女,1981-11-03,,消化内科,副主任医师,110331000200102,2010-08-01,炎症性肠病和消化道早癌,溃疡性结肠炎(85例) 上消化道出血(190例)`,
    `${name("male")},男,1979-03-21,,骨科,副主任医师,110331000200103,2008-07-01,髋部骨折与关节置换,股骨颈骨折(210例) 膝关节病(160例)`,
    `${name("female")},女,1983-08-30,,产科,主治医师,110331000200104,2013-09-01,妊娠期高血压疾病,重度子痫前期(64例)`,
    `${name("male")},男,1970-01-18,,心脏科,主任医师,110331000200105,1998-07-01,冠心病介入与心力衰竭,急性心肌梗死(430例) 心力衰竭(310例)`,
    `${name("female")},女,1976-06-09,,特需病房,副主任医师,110331000200106,2004-07-01,老年多病共存的管理,高血压(520例)`,
    ",男,1980-04-02,,普外科,副主任医师,110331000200107,2009-07-01,胃肠肿瘤微创手术,结肠恶性肿瘤(120例)",
    `${name("male")},男,1979-02-30,,神经内科,副主任医师,110331000200108,2007-07-01,脑血管病,脑梗死(260例)`,
    `${first},男,1974-05-12,,呼吸内科,主任医师,110331000200101,2002-07-01,慢阻肺,慢性阻塞性肺病(260例)`,
    `${name("female")},女,1978-01-01,331001197801011234,儿科,副主任医师,110331000200110,2006-07-01,儿童呼吸道疾病,肺炎支原体性肺炎(180例)`,
  ];
  return [header, ...rows].join("\r\n");
}

/** Imports the list in the operator's name. Throws when it does not land as it is meant to. */
export async function importExpertList(
  host: { readonly database: Database; readonly files: FileStore; readonly cipher: FieldCipher },
  alliance: Alliance,
  random: Random,
): Promise<void> {
  const imported = await importFile(host, {
    name: "括苍市中心医院专家名单.csv",
    content: Buffer.from(listText(alliance, random), "utf8"),
    institution: institutionOf("kuocang").name,
    createsInstitutions: false,
    language: "zh",
    onStep: () => undefined,
  });
  if (!imported.ok) throw new Error("the expert list was not read", { cause: imported.error });
  const { imported: landed, review, rejected } = imported.value;
  if (landed + review !== listedExperts.landing || rejected.length !== listedExperts.rejected)
    throw new Error("the expert list did not land as it should", { cause: imported.value });
}

/** Names of departments that no rule can code; two more are asked by the list above. */
const askedNames: readonly (readonly [InstitutionKey, string])[] = [
  ["ruchuan", "胃肠科"],
  ["ruchuan", "头颈科"],
  ["qingmin", "综合科"],
  ["bosta", "五官科"],
];

/** Puts the names of other hospitals' lists into the queue where people decide them. */
export async function askForCodes(tx: Tx, alliance: Alliance): Promise<void> {
  for (const [institution, name] of askedNames) {
    const read = normaliseSpecialty(specialtyIndex(), name);
    if (read.status === "resolved") throw new Error(`${name} needs nobody's answer`);
    const asked = { name, reason: read.status, candidates: read.candidates };
    await queueReview(tx, { kind: "specialty", institutionId: alliance.idOf[institution], names: [asked] });
  }
}
