import { type ReactNode, useState } from "react";
import { useWords } from "../i18n/index.js";
import type { ApiOperation } from "./openapi.js";
import { fieldLines, type FieldLine, type Schema } from "./schema-fields.js";
import { useApiTexts } from "./texts.js";

type Schemas = Readonly<Record<string, Schema>>;

/** One operation; its tables are drawn when it is opened. */
export function OperationView({ operation, schemas }: { operation: ApiOperation; schemas: Schemas }) {
  const t = useApiTexts();
  const words = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const { method, path, summary, action } = operation;
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <span className="c-method" data-method={method}>
          {method}
        </span>
        <code>{path}</code>
        <span>{words(summary)}</span>
        <span className="c-quiet">{action === undefined ? t("open") : <code>{action}</code>}</span>
      </summary>
      {isOpen && <Details operation={operation} schemas={schemas} />}
    </details>
  );
}

const places = ["path", "query", "header"] as const;

function Details({ operation, schemas }: { operation: ApiOperation; schemas: Schemas }) {
  const t = useApiTexts();
  const words = useWords();
  const { inputs, body, reply, refusals } = operation;
  return (
    <div className="c-api-body">
      {operation.needsIdempotencyKey && <p>{t("key")}</p>}
      {places.map((place) => {
        const here = inputs.filter(({ where }) => where === place);
        if (here.length === 0) return null;
        const lines = here.flatMap(({ name, isRequired, schema }) =>
          fieldLines(schema, schemas)
            .slice(0, 1)
            .map((line) => ({ ...line, path: name, isRequired })),
        );
        return (
          <Part key={place} title={t(place)}>
            <Fields lines={lines} />
          </Part>
        );
      })}
      {body !== undefined && (
        <Part title={`${t("body")} · ${body.mediaType}`}>
          {body.schema === undefined ? t("stream") : <Fields lines={fieldLines(body.schema, schemas)} />}
        </Part>
      )}
      <Part title={t("reply")}>
        {reply === undefined ? (
          t("stream")
        ) : reply.type === "null" ? (
          t("empty")
        ) : (
          <Fields lines={fieldLines(reply, schemas)} />
        )}
      </Part>
      {refusals.length > 0 && (
        <Part title={t("refusals")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("status")}</th>
                <th scope="col">{t("code")}</th>
                <th scope="col">{t("meaning")}</th>
              </tr>
            </thead>
            <tbody>
              {refusals.map((refusal) => (
                <tr key={refusal.code}>
                  <td>{refusal.status}</td>
                  <td>
                    <code>{refusal.code}</code>
                  </td>
                  <td>{words(refusal)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Part>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3>{title}</h3>
      <div className="c-api-scroll">{children}</div>
    </div>
  );
}

function Fields({ lines }: { lines: readonly FieldLine[] }) {
  const t = useApiTexts();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("field")}</th>
          <th scope="col">{t("type")}</th>
          <th scope="col">{t("limits")}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.path}>
            <td style={{ paddingLeft: line.depth * 14 }}>
              <code>{line.path}</code>
              {line.isRequired && <span className="c-quiet"> {t("required")}</span>}
            </td>
            <td>
              <code>{line.type}</code>
              {line.isNullable && <span className="c-quiet"> {t("nullable")}</span>}
            </td>
            <td className="c-api-limits">
              {[line.limits, line.description].filter((one) => one !== "").join("; ")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
