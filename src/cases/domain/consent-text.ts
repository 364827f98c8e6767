/** A consent's wording, one paragraph an item. The Chinese text is what is signed; the English one is for reading. */
export interface ConsentText {
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

/**
 * 远程会诊知情同意书, by version. A wording that was signed once is never changed: a new one gets a new version.
 * Source: 个人信息保护法 第17、23、29条 (告知、向其他处理者提供、敏感个人信息的单独同意); 民法典 第1219条;
 * 远程医疗服务管理规范（试行）(国卫医发〔2018〕25号) 第三条、第五条.
 */
export const consentTexts = {
  "2026-01": {
    zh: [
      "一、会诊方式。本院（邀请方）拟通过远程会诊平台，请其他医疗机构（受邀方）的专家对您的病情提出会诊意见，可为书面或视频方式。",
      "二、资料的提供。为会诊需要，将向应邀专家提供您的姓名、性别、年龄、病情摘要、生命体征、诊断、检查检验资料等敏感个人信息。被询问但未接诊的专家只能看到隐去姓名的问题和摘要。",
      "三、使用范围。资料仅用于本次会诊；会诊结束，受邀专家的查看权限即终止。每一次查看都有记录，您可以要求查询谁看过您的资料。用于教学、科研或录像的，另行征得您的同意。",
      "四、保存。会诊申请、会诊意见和本同意书作为病历资料，由邀请方和受邀方按病历管理规定保存。",
      "五、会诊意见的性质。受邀专家未能亲自检查您，其意见供邀请方参考；诊断和治疗由邀请方医师决定并负责。病情紧急时，先救治，后会诊。",
      "六、可能的不足。远程会诊可能受资料不全、图像质量和网络影响；必要时会建议您转诊或当面会诊。",
      "七、您的权利。您可以不同意，也可以在会诊开始前撤回同意，这不影响您在本院获得诊疗。费用按本院公示标准，事先告知。",
      "八、我已阅读（或听取宣读）并理解上述内容，有机会提问，单独同意向受邀医疗机构提供我的上述个人信息，并同意进行远程会诊。",
    ],
    en: [
      "1. The consultation. This hospital (the inviting side) will ask an expert of another hospital (the invited side), through the remote consultation platform, for an opinion on your illness, in writing or by video.",
      "2. What is provided. The invited expert receives sensitive personal information: your name, sex, age, case summary, vital signs, diagnoses and the results of examinations and tests. Experts who are asked but do not accept see only the question and summary, without your name.",
      "3. What it is used for. This consultation only; the invited expert's access ends with it. Every look is recorded, and you may ask who looked. Teaching, research or recording need your separate consent.",
      "4. Storage. The request, the opinion and this consent are medical records, kept by both hospitals as the rules on medical records require.",
      "5. What the opinion is. The expert has not examined you in person; the opinion advises the inviting side, whose doctors decide on diagnosis and treatment and answer for them. In an emergency, treatment comes before consultation.",
      "6. Limits. A remote consultation may suffer from incomplete records, image quality or the network; transfer or a consultation in person may then be advised.",
      "7. Your rights. You may refuse, or withdraw consent before the consultation begins; your care at this hospital is not affected. Fees follow the hospital's published rates and are told beforehand.",
      "8. I have read this, or had it read to me, and understood it; I could ask questions. I consent separately to this personal information being provided to the invited hospital, and to the remote consultation.",
    ],
  },
} as const satisfies Record<string, ConsentText>;
