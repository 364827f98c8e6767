import type { ReactNode } from "react";
import { LocalTime } from "../../web/components/LocalTime.js";
import type { ConnectorList, ConnectorView } from "../api.js";
import { useInteropTexts } from "./texts.js";

/** What the hospital's engineer needs to set up his side. */
export function ConnectorFacts(props: { connector: ConnectorView; server: ConnectorList["server"] }) {
  const t = useInteropTexts();
  const { connector, server } = props;
  const { settings, scheduleMinutes } = connector;
  const facts: [string, ReactNode][] = [];
  if (settings.kind === "mllp") {
    const { hl7Port, hl7Tls } = server;
    facts.push(
      [
        t("facts.address"),
        hl7Port === null ? (
          <span className="c-bad">{t("facts.noPort")}</span>
        ) : (
          t(hl7Tls ? "facts.portTls" : "facts.port", { port: hl7Port })
        ),
      ],
      [t("facts.sender"), `${settings.sendingApplication} / ${settings.sendingFacility}`],
      [t("facts.allowed"), settings.allowedAddresses.join("、")],
      [t("facts.message"), t("facts.messageValue")],
    );
  } else if (settings.kind === "fhir") {
    facts.push(
      [t("facts.baseUrl"), settings.baseUrl],
      [
        t("facts.contents"),
        settings.contents
          .map((one) =>
            one === "schedules"
              ? `${t("facts.contentKinds.schedules")} · ${t(`facts.slotKinds.${settings.slots}`)}`
              : t("facts.contentKinds.staff"),
          )
          .join("；"),
      ],
      [t("facts.mode"), t(`facts.modes.${settings.mode}`)],
      [
        t("facts.auth"),
        settings.auth === "none"
          ? t("facts.auths.none")
          : `${t(`facts.auths.${settings.auth}`)} · ${t(connector.hasSecret ? "facts.secretSet" : "facts.secretNone")}`,
      ],
      [
        t("facts.watermark"),
        connector.watermark === null ? t("facts.notYet") : <LocalTime at={connector.watermark} />,
      ],
    );
  } else facts.push([t("facts.folder"), `${server.dropDirectory}/${settings.folder}/incoming`]);
  if (settings.kind !== "mllp")
    facts.push([
      t("facts.schedule"),
      scheduleMinutes === null ? t("byHand") : t("facts.every", { count: scheduleMinutes }),
    ]);
  return (
    <dl className="c-connector-facts">
      {facts.map(([label, value]) => (
        <div key={label} style={{ display: "contents" }}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
