declare module "s3rver" {
  import type { AddressInfo } from "node:net";

  /** An S3 server of its own over a folder. Knows the account S3RVER, and does not check V4 signatures. */
  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      directory: string;
      silent: boolean;
      vhostBuckets: boolean;
      configureBuckets: { name: string }[];
    });
    run(): Promise<AddressInfo>;
    close(): Promise<void>;
  }
}
