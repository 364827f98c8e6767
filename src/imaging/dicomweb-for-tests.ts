import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readHeader } from "./vetting/read-header.js";
import { boundaryOf, partsOf } from "./pacs/multipart.js";

/** A small DICOMweb server that speaks as PS3.18 says, and can be told to misbehave. */
export interface DicomwebServer {
  readonly url: string;
  /** By SOP Instance UID. */
  readonly stored: Map<string, Buffer>;
  /** Every request line with its authorization, in order. */
  readonly asked: { readonly line: string; readonly authorization: string | undefined }[];
  /** Answers the next requests whose line matches in this way instead. */
  fail(
    line: RegExp,
    how: "500" | "401" | "html" | "redirect" | "hang" | "cut" | "huge" | "other" | "garbage",
  ): void;
  heal(): void;
  close(): Promise<void>;
}

const text = (vr: string, value: string) => (value === "" ? { vr } : { vr, Value: [value] });

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

export async function startDicomweb(files: readonly Buffer[]): Promise<DicomwebServer> {
  const stored = new Map<string, Buffer>();
  const keep = (file: Buffer): boolean => {
    const read = readHeader(file, file.length);
    if (read.ok) stored.set(read.header.sopInstanceUid, file);
    return read.ok;
  };
  for (const file of files) keep(file);
  const headers = () =>
    [...stored.values()].flatMap((file) => {
      const read = readHeader(file, file.length);
      return read.ok ? [read.header] : [];
    });
  const asked: DicomwebServer["asked"] = [];
  let failure: { line: RegExp; how: Parameters<DicomwebServer["fail"]>[1] } | undefined;
  const server: Server = createServer((request, response) => {
    const line = `${request.method ?? ""} ${request.url ?? ""}`;
    asked.push({ line, authorization: request.headers.authorization });
    const json = (value: unknown) => {
      response.setHeader("content-type", "application/dicom+json");
      response.end(JSON.stringify(value));
    };
    const multipart = (file: Buffer) => {
      response.setHeader("content-type", 'multipart/related; type="application/dicom"; boundary="b-1"');
      response.end(
        Buffer.concat([
          Buffer.from("--b-1\r\nContent-Type: application/dicom\r\n\r\n"),
          file,
          Buffer.from("\r\n--b-1--\r\n"),
        ]),
      );
    };
    if (failure?.line.test(line)) {
      switch (failure.how) {
        case "500":
          response.writeHead(500).end();
          return;
        case "401":
          response.writeHead(401).end();
          return;
        case "html":
          response.end("<html>Please sign in</html>");
          return;
        case "redirect":
          response.writeHead(302, { location: "http://169.254.169.254/" }).end();
          return;
        case "hang":
          return;
        case "cut":
          response.writeHead(200, { "content-type": "application/dicom+json", "content-length": "1000" });
          response.write("[{");
          setTimeout(() => response.destroy(), 20);
          return;
        case "huge":
          response.setHeader("content-type", "application/dicom+json");
          for (let n = 0; n < 400; n++) response.write(" ".repeat(65_536));
          response.end("[]");
          return;
        case "garbage":
          json([{ "0020000D": { vr: "UI", Value: ["../../etc"] } }, { "00080018": 7 }]);
          return;
        case "other": {
          const [any] = stored.values();
          multipart(any ?? Buffer.alloc(0));
          return;
        }
      }
    }
    const url = new URL(request.url ?? "/", "http://localhost");
    const study = /\/studies\/([\d.]+)/u.exec(url.pathname)?.[1];
    if (request.method === "POST") {
      void bodyOf(request).then((body) => {
        const parts = partsOf(body, boundaryOf(request.headers["content-type"] ?? "") ?? "");
        const isGood = parts.length > 0 && parts.every((part) => keep(Buffer.from(part)));
        response.statusCode = isGood ? 200 : 409;
        json({ "00081199": { vr: "SQ", Value: [{}] } });
      });
      return;
    }
    const instance = /\/instances\/([\d.]+)$/u.exec(url.pathname)?.[1];
    if (instance !== undefined) {
      const file = stored.get(instance);
      if (file) multipart(file);
      else response.writeHead(404).end();
      return;
    }
    if (url.pathname.endsWith("/instances")) {
      const offset = Number(url.searchParams.get("offset") ?? 0);
      const limit = Number(url.searchParams.get("limit") ?? 100);
      const found = headers().filter((one) => one.studyInstanceUid === study);
      if (found.length === 0) response.writeHead(404).end();
      else
        json(
          found.slice(offset, offset + limit).map((one) => ({
            "00080018": text("UI", one.sopInstanceUid),
            "0020000E": text("UI", one.seriesInstanceUid),
          })),
        );
      return;
    }
    const wanted = url.searchParams;
    const fits = headers().filter(
      (one) =>
        (!wanted.has("PatientID") || one.patient.id === wanted.get("PatientID")) &&
        (!wanted.has("AccessionNumber") || one.accessionNumber === wanted.get("AccessionNumber")) &&
        (!wanted.has("PatientName") ||
          one.patient.name.includes((wanted.get("PatientName") ?? "").replaceAll("*", ""))),
    );
    const studies = new Map(fits.map((one) => [one.studyInstanceUid, one]));
    if (studies.size === 0) {
      response.writeHead(204).end();
      return;
    }
    json(
      [...studies.values()].map((one) => {
        const [alphabetic = "", ideographic] = one.patient.name.split("=");
        return {
          "0020000D": text("UI", one.studyInstanceUid),
          "00080020": text("DA", (one.studyOn ?? "").replaceAll("-", "")),
          "00081030": text("LO", one.studyDescription),
          "00080061": text("CS", one.modality),
          "00080050": text("SH", one.accessionNumber),
          "00201208": { vr: "IS", Value: [fits.length] },
          "00100010": {
            vr: "PN",
            Value: [{ Alphabetic: alphabetic, ...(ideographic && { Ideographic: ideographic }) }],
          },
          "00100040": text("CS", one.patient.sex === "male" ? "M" : "F"),
        };
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`,
    stored,
    asked,
    fail(line, how) {
      failure = { line, how };
    },
    heal() {
      failure = undefined;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
