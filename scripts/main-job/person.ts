import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

type Json = Record<string, unknown> & { items?: Record<string, unknown>[] };

/** A person at a keyboard: a cookie and the API. */
export class Person {
  readonly #url: string;
  #cookie = "";
  constructor(url: string) {
    this.#url = url;
  }

  async send(method: string, path: string, body?: unknown, key: string = randomUUID()) {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        cookie: this.#cookie,
        ...(method !== "GET" && { "idempotency-key": key }),
        ...(body !== undefined && !isForm && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const cookie = response.headers.get("set-cookie");
    if (cookie) this.#cookie = cookie.split(";")[0] ?? "";
    const bytes = new Uint8Array(await response.arrayBuffer());
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      bytes,
      body: (isJson ? JSON.parse(new TextDecoder().decode(bytes)) : null) as Json,
    };
  }

  /** Sends and insists on 200. */
  async ask<T = Json>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
    const reply = await this.send(method, path, body, key);
    assert.equal(
      reply.status,
      200,
      `${method} ${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`,
    );
    return reply.body as T;
  }
  get<T = Json>(path: string) {
    return this.ask<T>("GET", path);
  }
  post<T = Json>(path: string, body?: unknown, key?: string) {
    return this.ask<T>("POST", path, body, key);
  }
}
