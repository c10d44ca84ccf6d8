/**
 * The wire's version. It moves when any schema of `protocol/` changes in a way that a client can notice;
 * `test/protocol/fingerprint.test.ts` holds a fingerprint of the schemas beside it, so neither moves alone.
 */
export const PROTOCOL_VERSION = 1;
