/** Single-character surnames in use. Source: 中国姓氏 (公安部《二〇二〇年全国姓名报告》 and the 百家姓). */
const single =
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由";
/** Surnames of two characters. */
const compound = [
  "欧阳",
  "上官",
  "司马",
  "诸葛",
  "东方",
  "夏侯",
  "皇甫",
  "尉迟",
  "公孙",
  "慕容",
  "令狐",
  "司徒",
  "长孙",
  "宇文",
  "端木",
  "轩辕",
  "南宫",
  "百里",
  "呼延",
  "东郭",
  "西门",
  "独孤",
  "闻人",
  "濮阳",
  "澹台",
  "公冶",
  "宗政",
  "淳于",
  "单于",
  "太叔",
  "申屠",
  "仲孙",
  "钟离",
  "鲜于",
  "司空",
  "闾丘",
  "第五",
  "赫连",
  "拓跋",
  "完颜",
  "纳兰",
  "叶赫",
  "爱新",
];

const singles: ReadonlySet<string> = new Set(single);
const compounds: ReadonlySet<string> = new Set(compound);

/** Length of the surname at the place: 2, 1, or 0 when none begins there. */
export function surnameLength(text: string, at: number): 0 | 1 | 2 {
  if (compounds.has(text.slice(at, at + 2))) return 2;
  return singles.has(text.charAt(at)) ? 1 : 0;
}
