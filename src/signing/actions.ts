import { randomBytes, X509Certificate } from "node:crypto";
import { auditAct, type Ctx, inTx, type ProofRefusal, proveAgain } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { FieldProblem } from "../platform/field-problems.js";
import { RefusedError } from "../platform/http/problem.js";
import type { SetSigning, SigningNow, SigningSettingView } from "./api.js";
import { refusals } from "./refusals.js";
import { SigningUnavailableError } from "./providers/signature-provider.js";
import { providerOf, type SigningNode, unlockedUntil } from "./sign-bytes.js";
import { askTime, type TimeFault } from "./providers/trusted-time.js";
import { findSigningSetting, noteUnlock, saveSigningSetting, type SigningSetting } from "./store/setting.js";

/** How the person who asks would sign now, and whether he has to prove himself first. */
export async function viewSigning(ctx: Ctx): Promise<Result<SigningNow, never>> {
  const setting = await inTx(ctx, (tx) => findSigningSetting(tx, ctx.actor.institutionId));
  const until = await unlockedUntil(ctx);
  return ok({
    provider: setting.provider,
    hasTrustedTime: setting.tsaUrl !== null,
    needsPassword: !ctx.actor.isDemo && until === undefined,
    unlockedUntil: until ?? null,
    isDemo: ctx.actor.isDemo,
  });
}

/** Proves with the password who one is; signatures of the next five minutes in this session rest on it. */
export async function unlockSigning(ctx: Ctx, password: string): Promise<Result<SigningNow, ProofRefusal>> {
  const proven = await proveAgain(ctx, password);
  await inTx(ctx, async (tx) => {
    if (proven.ok) await noteUnlock(tx, ctx.actor.sessionHash, ctx.actor.personId);
    await auditAct(tx, ctx, {
      action: "signing.unlock",
      subjectKind: "person",
      subjectId: ctx.actor.personId,
      outcome: proven.ok ? "done" : "refused",
    });
  });
  // The request's key was claimed above; a second transaction of it would meet its own claim.
  return proven.ok ? viewSigning({ ...ctx, idempotency: undefined }) : proven;
}

const viewOf = (setting: SigningSetting): SigningSettingView => ({
  provider: setting.provider,
  caUrl: setting.caUrl ?? "",
  hasCaToken: setting.caTokenCipher !== null,
  caIssuer: setting.caIssuer ?? "",
  tsaUrl: setting.tsaUrl ?? "",
  tsaCertificate: setting.tsaCertificate ?? "",
  version: setting.version,
});

/** How the own institution's physicians sign. */
export async function viewSigningSetting(ctx: Ctx): Promise<Result<SigningSettingView, never>> {
  return inTx(ctx, async (tx) => ok(viewOf(await findSigningSetting(tx, ctx.actor.institutionId))));
}

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
};

function problemsOf(given: ReturnType<(typeof SetSigning)["parse"]>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const certificate = (path: "caIssuer" | "tsaCertificate") => {
    if (!isCertificate(given[path]))
      problems.push({
        path,
        zh: "请粘贴 PEM 格式的证书（-----BEGIN CERTIFICATE-----）",
        en: "Paste the certificate in PEM form (-----BEGIN CERTIFICATE-----)",
      });
  };
  if (given.provider === "ca") {
    if (given.caUrl === "")
      problems.push({
        path: "caUrl",
        zh: "请填写签名服务的地址",
        en: "Give the address of the signing service",
      });
    certificate("caIssuer");
  }
  if (given.tsaUrl !== "") certificate("tsaCertificate");
  return problems;
}

/** Sets how the own institution's physicians sign from now on; what was signed before stays as it was signed. */
export async function setSigning(
  ctx: Ctx,
  given: ReturnType<(typeof SetSigning)["parse"]>,
): Promise<Result<SigningSettingView, "signing_setting_changed">> {
  const problems = problemsOf(given);
  if (problems.length > 0)
    throw new RefusedError("signing_setting_invalid", refusals.signing_setting_invalid, problems);
  return inTx(ctx, async (tx): Promise<Result<SigningSettingView, "signing_setting_changed">> => {
    const { actor } = ctx;
    const before = await findSigningSetting(tx, actor.institutionId);
    const orNull = (text: string): string | null => (text === "" ? null : text);
    const token = given.caToken;
    const setting: SigningSetting = {
      provider: given.provider,
      caUrl: orNull(given.caUrl),
      caTokenCipher:
        token === undefined ? before.caTokenCipher : token === "" ? null : ctx.fieldCipher.encrypt(token),
      caIssuer: orNull(given.caIssuer),
      tsaUrl: orNull(given.tsaUrl),
      tsaCertificate: given.tsaUrl === "" ? null : orNull(given.tsaCertificate),
      version: given.version,
    };
    if (!(await saveSigningSetting(tx, actor.institutionId, actor.personId, setting)))
      return refuse("signing_setting_changed");
    await auditAct(tx, ctx, {
      action: "signing.manage",
      subjectKind: "institution",
      subjectId: actor.institutionId,
      details: { provider: given.provider, hasTrustedTime: given.tsaUrl !== "" },
    });
    return ok(viewOf({ ...setting, version: setting.version + 1 }));
  });
}

const timeFaults: Readonly<Record<TimeFault, { zh: string; en: string }>> = {
  time_unreachable: {
    zh: "连不上时间戳服务，请检查地址、网络和 INTEROP_NETWORKS",
    en: "The time authority cannot be reached; check address, network and INTEROP_NETWORKS",
  },
  time_refused: { zh: "时间戳服务拒绝了请求", en: "The time authority refused the request" },
  time_unreadable: { zh: "时间戳服务的答复无法读取", en: "The time authority's answer cannot be read" },
  time_not_trusted: {
    zh: "时间戳不可信：签名、证书、摘要或随机数不符",
    en: "The stamp is not trusted: signature, certificate, digest or nonce does not fit",
  },
};

/** Tries what is saved: one signature in the tester's own name over random bytes that are thrown away, one stamp. */
export async function testSigning(
  ctx: Ctx,
  node: SigningNode,
): Promise<Result<{ steps: { isGood: boolean; zh: string; en: string }[] }, never>> {
  const setting = await inTx(ctx, (tx) => findSigningSetting(tx, ctx.actor.institutionId));
  const bytes = randomBytes(64);
  const steps: { isGood: boolean; zh: string; en: string }[] = [];
  if (setting.provider === "ca")
    try {
      await providerOf(ctx, node, setting).sign(bytes, {
        personId: ctx.actor.personId,
        name: ctx.actor.name,
      });
      steps.push({ isGood: true, zh: "CA 签名服务可用", en: "The signing service works" });
    } catch (error) {
      if (!(error instanceof SigningUnavailableError)) throw error;
      steps.push({
        isGood: false,
        zh: `CA 签名服务不可用：${error.message}`,
        en: `The signing service does not work: ${error.message}`,
      });
    }
  else
    steps.push({
      isGood: true,
      zh: "内置签名：密钥由本平台保管，不能单独构成《电子签名法》第十三条的可靠电子签名",
      en: "Built-in signing: the platform keeps the keys, so it is not by itself a reliable signature in law",
    });
  if (setting.tsaUrl === null || setting.tsaCertificate === null)
    steps.push({
      isGood: false,
      zh: "未配置时间戳服务：签署时间为服务器时间，无可信时间",
      en: "No time authority: the time of signing is this server's clock, not a trusted time",
    });
  else {
    const asked = await askTime(
      { url: setting.tsaUrl, certificate: setting.tsaCertificate, networks: node.networks },
      bytes,
    );
    steps.push(
      asked.ok
        ? {
            isGood: true,
            zh: `时间戳可信（${asked.value.stamp.authority}）`,
            en: `The stamp is trusted (${asked.value.stamp.authority})`,
          }
        : { isGood: false, ...timeFaults[asked.error] },
    );
  }
  return ok({ steps });
}
