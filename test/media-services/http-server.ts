import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as rest } from "node:timers/promises";

/** A request as a test's server took it. */
export interface Taken {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface TestServer {
  readonly url: string;
  readonly taken: Taken[];
  /** Answers badly until it is given undefined. */
  misbehave(way: ((response: ServerResponse) => void | Promise<void>) | undefined): void;
  close(): Promise<void>;
}

/** An HTTP server on this machine that answers JSON to JSON. */
export async function startTestServer(
  answer: (taken: Taken) => Answer | Promise<Answer>,
): Promise<TestServer> {
  const taken: Taken[] = [];
  let way: ((response: ServerResponse) => void | Promise<void>) | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://test");
      const text = Buffer.concat(chunks).toString("utf8");
      const one: Taken = {
        method: request.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: text === "" ? undefined : JSON.parse(text),
      };
      taken.push(one);
      void (async () => {
        if (way) {
          await way(response);
          return;
        }
        const { status, body } = await answer(one);
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    misbehave: (next) => (way = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Ways in which a media service answers badly, and what a person is told. */
export const badAnswers = {
  "an error of its own": {
    code: "server_error",
    way: (response: ServerResponse) => void response.writeHead(500).end("panic: <script>"),
  },
  "no answer in time": { code: "timed_out", way: () => undefined },
  "one byte now and then": {
    code: "timed_out",
    way: async (response: ServerResponse) => {
      response.writeHead(200, { "content-type": "application/json" });
      for (let n = 0; n < 40 && !response.destroyed; n++) {
        response.write(" ");
        await rest(50);
      }
      response.destroy();
    },
  },
  "two megabytes": {
    code: "too_large",
    way: (response: ServerResponse) => void response.writeHead(200).end("x".repeat(2_000_000)),
  },
  "no JSON": {
    code: "wrong_shape",
    way: (response: ServerResponse) => void response.writeHead(200).end("<html>"),
  },
  "no UTF-8": {
    code: "wrong_shape",
    way: (response: ServerResponse) => void response.writeHead(200).end(Buffer.from([0xff, 0xfe, 0x7b])),
  },
  "another shape": {
    code: "wrong_shape",
    way: (response: ServerResponse) =>
      void response.writeHead(200).end('{"rooms":"many","janus":7,"success":1}'),
  },
  "a redirect": {
    code: "bad_request",
    way: (response: ServerResponse) =>
      void response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
  },
  "a refused key": {
    code: "not_authorized",
    way: (response: ServerResponse) => void response.writeHead(401).end("{}"),
  },
  "too often": {
    code: "rate_limited",
    way: (response: ServerResponse) => void response.writeHead(429).end(),
  },
  "half an answer": {
    code: "cut_off",
    way: (response: ServerResponse) => {
      response.writeHead(200, { "content-length": 5000 });
      response.write('{"rooms":[');
      setTimeout(() => response.destroy(), 20);
    },
  },
} as const;
