import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import type { ServerRecordingView } from "../api.js";
import { useTranscriptTexts } from "./texts.js";

const tones = {
  running: "progress",
  kept: "good",
  refused: "warn",
  failed: "warn",
  purged: "neutral",
} as const;

/** What a media service recorded by itself: where it lies, how long it is kept, and what was not kept for want of consent. */
export function ServerRecordings({ recordings }: { recordings: readonly ServerRecordingView[] }) {
  const t = useTranscriptTexts();
  return (
    <Card title={t("page.server.title")}>
      <p className="c-quiet">{t("page.server.note")}</p>
      <ul className="t-recordings">
        {recordings.map((one) => (
          <li key={one.id}>
            <span>
              {one.startedAt !== null && <LocalTime at={one.startedAt} />} · {one.provider}
            </span>
            <StatusTag tone={tones[one.status]}>{t(`page.server.statuses.${one.status}`)}</StatusTag>
            {one.retainUntilOn !== null && (
              <span className="c-quiet">{t("page.until", { date: one.retainUntilOn })}</span>
            )}
            {one.manifestSha256 !== null && (
              <span className="c-quiet" title={one.manifestSha256}>
                {t("page.seal", { hash: one.manifestSha256.slice(0, 12) })}
              </span>
            )}
            {one.files.map(({ location }) => (
              <span key={location} className="c-quiet">
                {t("page.server.where", { location })}
              </span>
            ))}
            {one.status === "refused" && (
              <span className="t-trouble">
                {t("page.server.refusedNote", { id: one.providerRecordingId ?? "–" })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
