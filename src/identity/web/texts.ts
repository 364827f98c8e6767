import { registerTexts } from "../../web/i18n/index.js";

/** Texts of sign-in and first setup. */
export const useIdentityTexts = registerTexts("identity", {
  zh: {
    title: "登录",
    opening: "把疑难病例交给合适的专家。",
    about:
      "Consilium 是多家医院共用的专家资源库与远程会诊平台：基层医生说清问题，系统分诊并说明理由地推荐专家，专家一键接诊、作答、签发，全程有据可查。",
    points: {
      ask: "申请医生：三分钟提交一份完整的会诊申请",
      answer: "专家：一次轻点接诊，三段文字成意见",
      watch: "调度与质控：每一例等在哪里、该谁动，一目了然",
    },
    demo: {
      title: "选择一位人物进入演示",
      note: "人物、机构和病例都是虚构的，无需口令。",
      search: "搜索姓名、机构、角色或科室",
      none: "没有匹配的人物",
      noneNote: "换个词试试，或清空搜索。",
      enter: "以{{name}}的身份进入",
      all: "显示全部 {{count}} 人",
      people: "{{count}} 人",
    },
    form: {
      title: "登录 Consilium",
      username: "用户名",
      password: "口令",
      submit: "登录",
      missing: "请填写此项",
    },
    setup: {
      title: "首次使用：创建管理机构与第一位系统管理员",
      note: "初始化密钥在服务器数据目录的 first-run-secret 文件中，只能使用一次。",
      secret: "初始化密钥",
      institutionName: "管理机构名称",
      name: "管理员姓名",
      username: "用户名",
      password: "口令（至少 10 个字符）",
      again: "再输入一次口令",
      differ: "两次输入的口令不一致",
      submit: "完成初始化",
      short: "至少 {{count}} 个字符",
    },
  },
  en: {
    title: "Sign in",
    opening: "The hard case, in the right hands.",
    about:
      "Consilium is an expert pool and remote consultation platform shared by hospitals: a doctor states the question, the system triages it and names experts with its reasons, an expert accepts with one tap, answers and signs, and every step can be traced.",
    points: {
      ask: "Requesting doctors: a complete request in three minutes",
      answer: "Experts: accept with one tap, answer in three fields",
      watch: "Dispatch and quality: where every case waits, and for whom",
    },
    demo: {
      title: "Choose someone to enter the demo as",
      note: "People, hospitals and cases are invented; no password needed.",
      search: "Search name, hospital, role or department",
      none: "Nobody matches",
      noneNote: "Try another word, or clear the search.",
      enter: "Enter as {{name}}",
      all: "Show all {{count}}",
      people: "{{count}} people",
      people_one: "{{count}} person",
    },
    form: {
      title: "Sign in to Consilium",
      username: "User name",
      password: "Password",
      submit: "Sign in",
      missing: "Please fill this in",
    },
    setup: {
      title: "First use: create the operating institution and the first system administrator",
      note: "The first-run secret is in the file first-run-secret of the server's data folder. It works once.",
      secret: "First-run secret",
      institutionName: "Operating institution",
      name: "Administrator's name",
      username: "User name",
      password: "Password (at least 10 characters)",
      again: "Password again",
      differ: "The two passwords differ",
      submit: "Finish setup",
      short: "At least {{count}} characters",
    },
  },
});
