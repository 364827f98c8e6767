import type { AgreementId, OrganizationId } from "../../kernel/types.js";

export const agreementStatuses = ["drafting", "in_force", "suspended", "ended"] as const;
export type AgreementStatus = (typeof agreementStatuses)[number];

/** From each state, where it may go; the database holds the same table. Ended is the end. */
export const agreementTransitions: Readonly<Record<AgreementStatus, readonly AgreementStatus[]>> = {
  drafting: ["in_force", "ended"],
  in_force: ["suspended", "ended"],
  suspended: ["in_force", "ended"],
  ended: [],
};

export const mayBecome = (from: AgreementStatus, to: AgreementStatus): boolean =>
  agreementTransitions[from].includes(to);

/** requester 邀请方 asks · performer 受邀方 answers · both does either. */
export const agreementSides = ["requester", "performer", "both"] as const;
export type AgreementSide = (typeof agreementSides)[number];

/** What may be asked for under an agreement: 书面会诊, 视频会诊, 多学科会诊. */
export const agreementServices = ["written", "video", "mdt"] as const;
export type AgreementService = (typeof agreementServices)[number];

/** Whether an agreement opens this service; one that names none opens all. */
export const serves = (services: readonly AgreementService[], service: AgreementService): boolean =>
  services.length === 0 || services.includes(service);

/** 分成: whole percents that make 100 together. Kept for settlement. */
export interface AgreementSplit {
  readonly inviter: number;
  readonly invitee: number;
  readonly platform: number;
  readonly expert: number;
}

export interface AgreementParty {
  readonly organizationId: OrganizationId;
  readonly side: AgreementSide;
}

/**
 * 协作协议 (FHIR OrganizationAffiliation). Both civil dates are included.
 * Source: 国卫医发〔2018〕25号 附件3《远程医疗服务管理规范(试行)》 (written cooperation agreement between the parties).
 */
export interface Agreement {
  readonly id: AgreementId;
  readonly name: string;
  readonly status: AgreementStatus;
  readonly validFrom: string;
  readonly validTo: string;
  /** 诊疗科目 codes the performer opens; empty: every one it offers. */
  readonly specialtyCodes: readonly string[];
  /** Empty: every service. */
  readonly services: readonly AgreementService[];
  /** Null: nothing is agreed about fees. */
  readonly split: AgreementSplit | null;
  readonly parties: readonly AgreementParty[];
  /** 纸质协议编号: where the paper one is filed that the parties signed by hand; null: they sign here. */
  readonly paperReference: string | null;
}

/** True when the agreement carries a dispatch on that civil date (YYYY-MM-DD): signed, not paused, within its dates. */
export const isInForce = (
  agreement: Pick<Agreement, "status" | "validFrom" | "validTo">,
  on: string,
): boolean => agreement.status === "in_force" && agreement.validFrom <= on && on <= agreement.validTo;

/** Somebody may ask, and somebody else may answer. False for two requesters, or one hospital alone. */
export const hasBothSides = (parties: readonly AgreementParty[]): boolean =>
  parties.some(
    (asking) =>
      asking.side !== "performer" &&
      parties.some(
        (answering) => answering.side !== "requester" && answering.organizationId !== asking.organizationId,
      ),
  );
