import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { postOnce, showDone, showProblem } from "../../web/api-client.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { SigningProof, useSigning } from "../../web/components/SigningProof.js";
import { useSpecialtyNames } from "../../web/components/SpecialtySelect.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useMay, useSession } from "../../web/session.js";
import { agreementServiceNames, AgreementSigned, type AgreementView } from "../api.js";
import { useOrganizationTexts } from "./texts.js";

/** Who signed for a party, and whether it stands, or the way to sign for one's own; nothing for an agreement signed on paper. */
export function PartySignature(props: { agreement: AgreementView; organizationId: string }) {
  const { agreement, organizationId } = props;
  const t = useOrganizationTexts();
  const may = useMay();
  const { institution } = useSession();
  if (agreement.paperReference !== null) return null;
  const signature = agreement.signatures.find((one) => one.organizationId === organizationId);
  if (!signature)
    return agreement.status === "drafting" ? (
      <div className="c-quiet">
        {t("agreements.unsigned")}{" "}
        {may("agreement.sign") && organizationId === institution.id && <SignButton agreement={agreement} />}
      </div>
    ) : null;
  return (
    <div>
      <StatusTag tone={signature.isValid ? "good" : "bad"}>
        {t(signature.isValid ? "agreements.signedBy" : "agreements.signatureBroken", {
          name: signature.signerName,
        })}
      </StatusTag>{" "}
      <span className="c-quiet">
        <LocalTime at={signature.signedAt} />
      </span>
    </div>
  );
}

function SignButton({ agreement }: { agreement: AgreementView }) {
  const t = useOrganizationTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button type="primary" size="small" onClick={() => setIsOpen(true)}>
        {t("agreements.sign")}
      </Button>
      {isOpen && <SignWindow agreement={agreement} onClose={() => setIsOpen(false)} />}
    </>
  );
}

/** Shows exactly what the signature will stand under, before it is made. */
function SignWindow({ agreement, onClose }: { agreement: AgreementView; onClose: () => void }) {
  const t = useOrganizationTexts();
  const words = useWords();
  const names = useSpecialtyNames();
  const { institution, name } = useSession();
  const queryClient = useQueryClient();
  const signing = useSigning(true);
  const sign = useMutation({
    mutationFn: async () => {
      await signing.prove();
      return postOnce(`/api/agreements/${agreement.id}/signature`, AgreementSigned);
    },
    onSuccess: ({ unsignedPartyIds }) => {
      showDone(t(unsignedPartyIds.length === 0 ? "agreements.signedAll" : "agreements.signedOwn"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["agreements"] }),
  });
  const { specialtyCodes, services, split } = agreement;
  const rows: readonly (readonly [string, string])[] = [
    [t("agreements.validity"), `${agreement.validFrom} – ${agreement.validTo}`],
    [
      t("agreements.scope"),
      specialtyCodes.length === 0
        ? t("agreements.everything")
        : specialtyCodes.map((code) => names.get(code) ?? code).join("、"),
    ],
    [
      t("agreements.services"),
      services.length === 0
        ? t("agreements.everyService")
        : services.map((one) => words(agreementServiceNames[one])).join("、"),
    ],
    [
      t("agreements.split"),
      split === null
        ? t("agreements.noSplit")
        : (["inviter", "invitee", "platform", "expert"] as const)
            .map((share) => `${t(`newAgreement.splits.${share}`)} ${split[share]}%`)
            .join(" · "),
    ],
  ];
  return (
    <Modal
      open
      width={640}
      title={t("agreements.signTitle", { name: agreement.name })}
      okText={t("agreements.signNow")}
      cancelText={t("agreements.cancel")}
      okButtonProps={{ loading: sign.isPending }}
      mask={{ closable: false }}
      onOk={() => sign.mutate()}
      onCancel={onClose}
    >
      <div className="c-agreement-form">
        <dl className="c-agreement-terms">
          <div>
            <dt>{t("agreements.parties")}</dt>
            <dd>
              {agreement.parties.map((party) => (
                <div key={party.organizationId}>
                  {party.name} <span className="c-quiet">{t(`agreements.sides.${party.side}`)}</span>
                </div>
              ))}
            </dd>
          </div>
          {rows.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p>{t("agreements.signAs", { name, institution: institution.name })}</p>
        <SigningProof signing={signing} />
        <p className="c-quiet">{t("agreements.signConsequence")}</p>
      </div>
    </Modal>
  );
}
