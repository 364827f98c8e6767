import type { HeaderFault } from "./vetting/header.js";
import type { ArchiveFault, MemberFault } from "./vetting/archive.js";

export type FileFault =
  | HeaderFault
  | ArchiveFault
  | MemberFault
  | "file_empty"
  | "file_type_refused"
  | "file_incomplete"
  | "archive_in_archive"
  | "picture_too_large"
  | "attachment_too_large"
  | "attachments_full"
  | "images_full"
  | "other_patient_in_study"
  | "study_withdrawn"
  | "pacs_did_not_give"
  | "other_study_given";

interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What is said of a file that was not taken: what is wrong, and how to mend it. */
export const fileFaults: Readonly<Record<FileFault, Words>> = {
  not_dicom: { zh: "不是 DICOM 文件（缺少 DICM 标记）", en: "Not a DICOM file (the DICM mark is missing)" },
  cut_off: {
    zh: "文件不完整，请重新从设备或 PACS 导出",
    en: "The file is cut off; export it once more from the device or PACS",
  },
  malformed: {
    zh: "DICOM 结构有误，无法读取；请重新导出",
    en: "The DICOM structure is broken; export it once more",
  },
  nested_too_deep: { zh: "DICOM 嵌套层数过多，已拒收", en: "The DICOM sequences are nested too deep" },
  too_complex: { zh: "DICOM 头部异常庞大，已拒收", en: "The DICOM header is too large to be real" },
  took_too_long: { zh: "检查用时过长，已拒收", en: "Checking the file took too long; it was not taken" },
  transfer_syntax_unsupported: {
    zh: "不支持此压缩格式（传输语法），请导出为未压缩或 JPEG 2000",
    en: "This transfer syntax is not supported; export it uncompressed or as JPEG 2000",
  },
  deflated: {
    zh: "不支持 Deflate 压缩的 DICOM，请导出为未压缩",
    en: "Deflated DICOM is not supported; export it uncompressed",
  },
  video: {
    zh: "不支持视频格式的 DICOM，请导出为图像序列",
    en: "DICOM video is not supported; export it as images",
  },
  no_picture: {
    zh: "文件中没有图像（如光盘目录 DICOMDIR 或结构化报告），未收入；报告请以 PDF 上传",
    en: "There is no picture in it (a DICOMDIR or a structured report); upload reports as PDF",
  },
  identifiers_missing: {
    zh: "缺少检查、序列或图像编号（UID），无法归档",
    en: "Identifiers (UID) of study, series or image are missing",
  },
  identifier_invalid: { zh: "编号（UID）不合规范，已拒收", en: "An identifier (UID) is not one; not taken" },
  size_implausible: {
    zh: "图像尺寸或位数不合理，已拒收",
    en: "Size or depth of the picture are not plausible; not taken",
  },
  archive_unreadable: {
    zh: "压缩包损坏或不是 zip，请重新打包",
    en: "The archive is damaged or no zip; pack it again",
  },
  archive_too_many_members: {
    zh: "压缩包内文件超过 10,000 个，请分成几个",
    en: "More than 10,000 files in the archive; divide it",
  },
  archive_inflates_too_much: {
    zh: "压缩包解压后超过 2 GB，其余文件未处理；请分成几个",
    en: "The archive inflates to more than 2 GB; the rest was left. Divide it",
  },
  archive_in_archive: {
    zh: "压缩包中的压缩包不处理，请先解开",
    en: "An archive within an archive is not opened; unpack it first",
  },
  member_encrypted: { zh: "文件加了密码，请去掉密码再打包", en: "It has a password; pack it without" },
  member_unsafe_name: { zh: "文件路径不安全，已拒收", en: "Its path leads out of the archive; not taken" },
  member_damaged: { zh: "压缩包中此文件损坏，请重新打包", en: "It is damaged in the archive; pack it again" },
  file_too_large: { zh: "单个文件超过 256 MB", en: "One file is larger than 256 MB" },
  file_empty: { zh: "文件是空的", en: "The file is empty" },
  file_incomplete: { zh: "上传中断，文件没有传完", en: "The upload broke off; the file is not complete" },
  file_type_refused: {
    zh: "只收 DICOM、zip、PDF、PNG、JPEG、WebP 和纯文本；网页、SVG、程序和 Office 文档不收",
    en: "Only DICOM, zip, PDF, PNG, JPEG, WebP and plain text are taken; no web pages, SVG, programs or Office files",
  },
  picture_too_large: {
    zh: "图片像素过多（超过 1 亿像素），请缩小后上传",
    en: "The picture has more than 100 million pixels; make it smaller",
  },
  attachment_too_large: {
    zh: "普通文件最大 20 MB，请压缩或拆分",
    en: "An ordinary file may have 20 MB; make it smaller",
  },
  attachments_full: { zh: "每份申请最多 50 个附件", en: "A request takes at most 50 attachments" },
  images_full: {
    zh: "本例影像已达 20,000 幅上限，请只传与会诊有关的序列",
    en: "The case has its 20,000 images; send only the series that matter",
  },
  other_patient_in_study: {
    zh: "同一检查编号下出现不同患者，已拒收；请核对导出的文件",
    en: "Another patient under the same study number; not taken. Check what was exported",
  },
  study_withdrawn: {
    zh: "此检查已从本例撤下，不再收入",
    en: "This study was taken out of the case; no more of it is taken",
  },
  pacs_did_not_give: { zh: "PACS 没有给出此图像", en: "The PACS did not give this image" },
  other_study_given: {
    zh: "PACS 给出了另一检查的图像，已拒收",
    en: "The PACS gave an image of another study; not taken",
  },
};
