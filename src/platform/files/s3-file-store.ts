import { AwsClient } from "aws4fetch";
import { assertKey, type FileStore } from "./file-store.js";

export interface S3Settings {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Files in a bucket of any S3-compatible store (path-style addresses, Signature V4). */
export function s3FileStore(settings: S3Settings): FileStore {
  const client = new AwsClient({ ...settings, service: "s3", retries: 3 });
  const urlOf = (key: string): string => {
    assertKey(key);
    return `${settings.endpoint.replace(/\/$/, "")}/${settings.bucket}/${key}`;
  };
  const call = async (method: string, key: string, body?: Uint8Array): Promise<Response> => {
    const response = await client.fetch(urlOf(key), {
      method,
      ...(body && { body: body as Uint8Array<ArrayBuffer> }),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok && response.status !== 404)
      throw Object.assign(new Error(`object store answered ${response.status}`), { code: "S3_FAILED" });
    return response;
  };
  return {
    async put(key, content) {
      const response = await call("PUT", key, content);
      if (!response.ok) throw Object.assign(new Error("the bucket does not exist"), { code: "S3_NO_BUCKET" });
    },
    async get(key) {
      const response = await call("GET", key);
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    },
    async delete(key) {
      await call("DELETE", key);
    },
  };
}
