import { DownloadOutlined, FilePdfOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { LocalTime } from "../../web/components/LocalTime.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useMay } from "../../web/session.js";
import type { OpinionView } from "../api.js";
import { OpinionTextView } from "./OpinionTextView.js";
import { useTalkTexts } from "./talk-texts.js";
import { useConsultationTexts } from "./texts.js";

type Version = OpinionView["versions"][number];
const hashShown = 12;
const formats = ["pdf", "fhir", "cda", "hl7"] as const;

/** The newest signed version open, the earlier ones folded, each with the state of its signature. */
export function SignedVersions({ caseId, versions }: { caseId: string; versions: readonly Version[] }) {
  const t = useConsultationTexts();
  const p = useTalkTexts();
  const may = useMay();
  const [newest, ...earlier] = versions;
  if (newest === undefined) return null;
  return (
    <div className="o-versions">
      <SignedVersion version={newest} />
      <div className="c-actions">
        <Button icon={<FilePdfOutlined />} href={`/api/cases/${caseId}/opinion.pdf`} target="_blank">
          {t("version.pdf")}
        </Button>
        {may("opinion.export") && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: formats.map((format) => ({
                key: format,
                label: (
                  <a href={`/api/cases/${caseId}/opinion/export?format=${format}`} download>
                    {p(`export.${format}`)}
                  </a>
                ),
              })),
            }}
          >
            <Button icon={<DownloadOutlined />}>{p("export.label")}</Button>
          </Dropdown>
        )}
      </div>
      {earlier.length > 0 && (
        <details className="o-details">
          <summary>{t("version.earlier", { count: earlier.length })}</summary>
          {earlier.map((version) => (
            <SignedVersion key={version.version} version={version} />
          ))}
        </details>
      )}
    </div>
  );
}

function SignedVersion({ version }: { version: Version }) {
  const t = useConsultationTexts();
  const p = useTalkTexts();
  const { sha256, algorithm, provider, isValid } = version;
  return (
    <section className="o-version">
      <div className="o-version-head">
        <h3>
          {t(version.version === 1 ? "version.title" : "version.amended", { version: version.version })}
        </h3>
        <StatusTag tone={isValid ? "good" : "bad"}>
          {t(isValid ? "version.valid" : "version.invalid")}
        </StatusTag>
      </div>
      {!isValid && (
        <p className="c-bad" role="alert">
          {t("version.invalidNote")}
        </p>
      )}
      <OpinionTextView text={version.text} />
      <p className="o-signature">
        <strong>{t("version.signedBy", { name: version.signerName })}</strong>
        <LocalTime at={version.signedAt} />
        <span className="c-quiet">
          {version.trustedTime === null ? (
            p("sign.untrusted")
          ) : (
            <>
              {p("sign.trusted", { authority: version.trustedTime.authority })}{" "}
              <LocalTime at={version.trustedTime.at} />
            </>
          )}
        </span>
        <span className="c-quiet c-num" title={t("version.hashFull", { hash: sha256, algorithm, provider })}>
          {t("version.hash", { hash: sha256.slice(0, hashShown) })}
        </span>
      </p>
    </section>
  );
}
