export { isSignatureOf, type KeysOf, type SignatureFacts, sha256Hex } from "./check-signature.js";
export { ed25519Name, ed25519Provider } from "./providers/ed25519-provider.js";
export { checkStamp, type Stamp } from "./providers/trusted-time.js";
export { signBytesRefusals } from "./refusals.js";
export { signingRoutes } from "./routes.js";
export { type MadeSignature, type SignBytesRefusal, signBytes, type SigningNode } from "./sign-bytes.js";
export { findPublicKeys } from "./store/keys.js";
export { findTimeCertificates } from "./store/setting.js";
