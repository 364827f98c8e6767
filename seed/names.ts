import type { Random } from "./random.js";

const words = (text: string): readonly string[] => text.split(" ");

const surnames = words(
  "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 萧 田 董 潘 袁 蔡 蒋 余 于 " +
    "杜 叶 程 魏 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪 廖 石 金 韦 贾 夏 付 方 邹 熊 白 孟 秦 邱 侯 江 尹 薛 阎 雷 龙 " +
    "陶 贺 顾 毛 郝 龚 邵 欧阳 上官 司徒",
);
const menFirst = words(
  "志 建 文 明 国 俊 海 立 家 宏 永 少 景 承 思 若 允 昱 劲 砚 予 柏 嘉 绍 晋 仲 维 启 敬 亦",
);
const menSecond = words(
  "远 峰 涛 川 衡 松 毅 舟 哲 铭 岩 钧 晖 庭 言 樵 柯 恒 朗 堃 贤 霖 和 平 城 之 礼 诚 澜 骁",
);
const womenFirst = words(
  "秀 雅 静 文 慧 晓 佳 思 若 婉 清 月 雨 素 令 书 亦 念 映 芷 知 兰 采 沐 语 春 玉 宛 如 舒",
);
const womenSecond = words(
  "芬 琴 娟 宁 怡 蓉 岚 珊 琳 薇 芸 瑶 洁 莹 妍 棠 云 霞 禾 澄 筠 溪 荷 漪 茵 彤 苓 蕙 然 霜",
);
const single = words("磊 勇 军 斌 鹏 超 凯 浩 旭 阳 丽 敏 艳 娜 婷 颖 倩 蕾 雪 莉");

/** Personal name and father's name, as many families in 新疆 write them. */
const westernGiven = {
  male: words("阿不都热合曼 艾尔肯 库尔班 吐尔逊 亚森 努尔兰 巴合提 叶尔江 玉素甫 居马"),
  female: words("阿依古丽 古丽娜尔 热依汗 阿娜尔 帕提曼 米日古丽 佐合热 古丽加孜 阿依努尔 麦尔耶姆"),
};
const westernFathers = words("买买提 依明 吾斯曼 艾合买提 热合木 赛买提 哈斯木 努尔麦 托合提 阿布都拉");

export type Sex = "male" | "female";

function han(random: Random, sex: Sex): string {
  const surname = random.pick(surnames);
  if (surname.length === 1 && random.chance(0.18)) return surname + random.pick(single);
  return sex === "male"
    ? surname + random.pick(menFirst) + random.pick(menSecond)
    : surname + random.pick(womenFirst) + random.pick(womenSecond);
}

/** An invented person's name; with `isWestern`, in about half of the cases one of the north-west. */
export function personName(random: Random, sex: Sex, isWestern = false): string {
  if (isWestern && random.chance(0.5))
    return `${random.pick(westernGiven[sex])}·${random.pick(westernFathers)}`;
  return han(random, sex);
}

/** Gives names that nobody of this register bears yet. */
export function nameRegister(): (random: Random, sex: Sex, isWestern?: boolean) => string {
  const taken = new Set<string>();
  return (random, sex, isWestern = false) => {
    for (;;) {
      const name = personName(random, sex, isWestern);
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
}
