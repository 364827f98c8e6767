import type { Refusal } from "../platform/http/problem.js";

export const refusals = {
  case_not_found: { status: 404, zh: "没有这份会诊申请", en: "There is no such request" },
  images_closed: {
    status: 409,
    zh: "意见已签发或申请已结束，不能再添加或更改影像",
    en: "The opinion is signed or the request has ended; images can no longer be added or changed",
  },
  too_many_uploads: {
    status: 409,
    zh: "本例已有 5 次未完成的上传，请先继续或放弃其中一次",
    en: "Five uploads of this case are unfinished; go on with one of them, or give one up",
  },
  intake_not_found: { status: 404, zh: "没有这次上传", en: "There is no such upload" },
  intake_closed: {
    status: 409,
    zh: "这次上传已结束，请重新选择文件上传",
    en: "This upload has ended; choose the files again",
  },
  part_out_of_place: {
    status: 409,
    zh: "上传位置与服务器不一致，正在从断点继续；如未自动继续，请重新选择同一文件",
    en: "The part does not begin where the last one ended; ask how much has arrived and go on from there",
  },
  part_damaged: {
    status: 422,
    zh: "这一段在传输中损坏，请重传",
    en: "The part does not have the checksum it names; send it again",
  },
  part_fields_wrong: {
    status: 400,
    zh: "缺少 offset 或 sha256，或数值有误",
    en: "The form fields offset (a whole number) and sha256 (64 hexadecimal digits) are missing or wrong",
  },
  part_too_large: {
    status: 413,
    zh: "每段最大 4 MB",
    en: "A part may have 4 MiB",
  },
  study_not_found: { status: 404, zh: "没有这项检查", en: "There is no such study" },
  study_decided: {
    status: 409,
    zh: "这项检查已有人处理，请刷新",
    en: "Somebody has decided on this study already; reload",
  },
  series_not_found: { status: 404, zh: "没有这个序列", en: "There is no such series" },
  image_not_found: { status: 404, zh: "没有这幅图像", en: "There is no such image" },
  image_unreadable: {
    status: 503,
    zh: "图像暂时无法读取，请稍后重试；如持续出现，请联系管理员",
    en: "The image cannot be read now; try again later, or tell the administrator",
  },
  pacs_not_found: { status: 404, zh: "没有这个 PACS 连接", en: "There is no such PACS" },
  pacs_paused: { status: 409, zh: "此 PACS 连接已停用", en: "This PACS is switched off" },
  pacs_secret_unreadable: {
    status: 503,
    zh: "PACS 的密码无法解密（服务器密钥已更换），请信息科重新填写",
    en: "The secret of this PACS was sealed with another server key; enter it anew",
  },
  marks_closed: {
    status: 409,
    zh: "意见已签发或申请已结束，标注不能再增改；仍可在本机测量，不保存",
    en: "The opinion is signed or the request has ended: marks stay as they are; you can still measure, and it is not kept",
  },
  mark_misplaced: {
    status: 422,
    zh: "标注不在图像上，没有保存；请在图像范围内重画",
    en: "The mark does not lie on the image and was not kept; draw it again within the image",
  },
  mark_not_found: {
    status: 404,
    zh: "这个标注已被删除",
    en: "This mark was taken away",
  },
  mark_not_yours: {
    status: 403,
    zh: "只能修改或删除自己的标注；请联系标注者本人",
    en: "Only its author changes or takes away a mark; ask him",
  },
  too_many_marks: {
    status: 409,
    zh: "本例已有 500 个标注，请先删除不需要的",
    en: "The case has 500 marks; take away some first",
  },
  pacs_changed_meanwhile: {
    status: 409,
    zh: "此连接已被他人修改，请刷新后再改",
    en: "Somebody changed this PACS; reload before you change it",
  },
  pacs_name_taken: { status: 409, zh: "本机构已有同名连接", en: "The institution has a PACS of this name" },
  institution_not_yours: {
    status: 403,
    zh: "只能为本机构设置 PACS",
    en: "You may set up a PACS of your own institution only",
  },
  institution_needed: {
    status: 422,
    zh: "请选择一家医院",
    en: "Choose a hospital",
  },
  already_fetching: {
    status: 409,
    zh: "这项检查正在调取，请等待完成",
    en: "This study is being fetched; wait until it is done",
  },
  already_sending: {
    status: 409,
    zh: "这项检查正在发送，请等待完成",
    en: "This study is being sent; wait until it is done",
  },
  pacs_failed: {
    status: 503,
    zh: "PACS 没有正常答复，请稍后重试；如持续出现，请信息科在“影像系统”中测试连接",
    en: "The PACS did not answer as it should; try again later, or have its connection tested",
  },
} as const satisfies Record<string, Refusal>;
