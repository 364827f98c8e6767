import { registerTexts } from "../../web/i18n/index.js";

/** Texts of the decisions behind the offers, and of the seats of a panel. */
export const useDecisionTexts = registerTexts("decisions", {
  zh: {
    waitsUntil: "合适的专家此刻都在忙，最晚再看",
    decision: {
      title: "为何这样派单",
      none: "尚无派单决策",
      asked: "派给 {{names}}",
      waits: "暂不派单，{{minutes}} 分钟后再看",
      handed_over: "转人工：{{reason}}",
      proof: "与 {{count}} 个待派席位一并求解，已是总体最优",
      gap: "与 {{count}} 个待派席位一并求解，距总体最优不超过 {{gap}}",
      policy: "策略 {{version}}",
      backup: "候补 {{name}}",
      others: "其他可选专家",
      ability: "能力 {{percent}}%",
      chance: "按时接诊可能 {{percent}}%",
      parts: "能力 {{ability}} + 及时应答 {{answer}} + 等待 {{waiting}} = {{value}}；当日负荷扣 {{load}}",
      seat: "席位 {{seat}}",
    },
    seats: {
      title: "席位",
      open: "待接诊",
      running: "正在邀请",
      booked: "已预约",
      proposed: "拟定时间",
      filled: "{{name}}已接诊",
      with_dispatcher: "待人工派单",
      stopped: "已停止",
    },
  },
  en: {
    waitsUntil: "the right experts are busy; looked at again at",
    decision: {
      title: "Why these experts were asked",
      none: "Nothing has been decided yet",
      asked: "Asked {{names}}",
      waits: "Nobody asked now; looked at again in {{minutes}} min",
      handed_over: "Handed to a person: {{reason}}",
      proof: "Solved together with {{count}} waiting seats; nothing better exists",
      gap: "Solved together with {{count}} waiting seats; at most {{gap}} from the best",
      policy: "Policy {{version}}",
      backup: "Backup {{name}}",
      others: "Others who could be asked",
      ability: "ability {{percent}}%",
      chance: "{{percent}}% likely to accept in time",
      parts:
        "ability {{ability}} + timely answer {{answer}} + waiting {{waiting}} = {{value}}; today's load costs {{load}}",
      seat: "Seat {{seat}}",
    },
    seats: {
      title: "Seats",
      open: "open",
      running: "being invited",
      booked: "booked",
      proposed: "proposed time",
      filled: "{{name}} has accepted",
      with_dispatcher: "with the dispatcher",
      stopped: "stopped",
    },
  },
});
