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

const mebibyte = 1_048_576;
const sizeWords = (bytes: number): string =>
  bytes < mebibyte
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : bytes < 1024 * mebibyte
      ? `${Math.round(bytes / mebibyte)} MB`
      : `${(bytes / (1024 * mebibyte)).toFixed(1)} GB`;

/** What a media service recorded by itself: where it lies, how long it is kept, and what was not kept for want of consent. */
export function ServerRecordings({ recordings }: { recordings: readonly ServerRecordingView[] }) {
  const t = useTranscriptTexts();
  return (
    <Card title={t("page.server.title")}>
      <p className="c-quiet">{t("page.server.note")}</p>
      <ul className="t-server">
        {recordings.map((one) => (
          <Recording key={one.id} recording={one} />
        ))}
      </ul>
    </Card>
  );
}

function Recording({ recording }: { recording: ServerRecordingView }) {
  const t = useTranscriptTexts();
  const { provider, status, startedAt, endedAt, files, retainUntilOn, manifestSha256 } = recording;
  const sizes = files.flatMap(({ sizeBytes }) => (sizeBytes === null ? [] : [sizeBytes]));
  return (
    <li>
      <div className="t-server-head">
        <b>
          {startedAt === null ? t("page.server.noTime") : <LocalTime at={startedAt} />}
          {startedAt !== null && endedAt !== null && (
            <>
              {" – "}
              <LocalTime at={endedAt} form="time" />
            </>
          )}
        </b>
        <StatusTag tone={tones[status]}>{t(`page.server.statuses.${status}`)}</StatusTag>
        <span className="c-quiet">{t(`page.server.providers.${provider}`)}</span>
      </div>
      {status === "refused" && (
        <p className="t-trouble">
          {t("page.server.refusedNote", { id: recording.providerRecordingId ?? "–" })}
        </p>
      )}
      {status === "failed" && <p>{t("page.server.failedNote")}</p>}
      {(retainUntilOn !== null || manifestSha256 !== null) && (
        <p className="c-quiet">
          {retainUntilOn !== null && t("page.until", { date: retainUntilOn })}
          {manifestSha256 !== null && (
            <span title={manifestSha256}> · {t("page.seal", { hash: manifestSha256.slice(0, 12) })}</span>
          )}
        </p>
      )}
      {files.length > 0 && (
        <details>
          <summary>
            {t("page.server.files", { count: files.length })}
            {sizes.length === files.length &&
              t("page.server.inAll", { size: sizeWords(sizes.reduce((sum, size) => sum + size, 0)) })}
          </summary>
          <ul>
            {files.map(({ location, mediaType, sizeBytes }) => (
              <li key={location}>
                <code>{location}</code>
                <span className="c-quiet">
                  {t(mediaType.startsWith("audio/") ? "page.server.sound" : "page.server.picture")}
                  {sizeBytes !== null && ` · ${sizeWords(sizeBytes)}`}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
