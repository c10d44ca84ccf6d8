import { createHmac } from 'node:crypto';
import type { SmsMessage } from './gateway.ts';
import { addressOf, type WebhookAddress } from './webhook-address.ts';

/** A message on its way: the same id however often it is tried, so that a provider can tell a repetition. */
export type QueuedMessage = SmsMessage & { readonly id: string /** In ms. */; readonly writtenAt: number };

/** `refused`: the provider will never take it. `failed`: it may the next time. Both with what it said. */
export type Posted = 'taken' | { readonly refused: string } | { readonly failed: string };

/** In ms; an applicant waits for the first try. */
const ANSWER_TIMEOUT_MS = 2_500;

/**
 * The HTTP webhook of a provider of text messages (SMS-4). Each try is one signed POST of JSON:
 *
 * - `X-Xuanhao-Id`: the message's id, the same for every try; also in the body.
 * - `X-Xuanhao-Timestamp`: when this try was made, in ms since 1970. A provider refuses what is older than some minutes.
 * - `X-Xuanhao-Signature`: `sha256=` and the HMAC-SHA256, in hex, of the timestamp, a full stop and the body, under the shared secret.
 *
 * - `Authorization`: `Basic …`, where the URL names a user and a password.
 *
 * 2xx: taken. 408, 425, 429, 5xx, no answer within 2.5 s or none at all: failed. Anything else: refused, and so is what
 * could not even be sent and never can be: a certificate that is not believed, or an address that `fetch` does not take.
 */
export class Webhook {
  readonly #address: WebhookAddress;
  readonly #secret: string;
  readonly #now: () => number;

  constructor(options: { readonly url: string; readonly secret: string; readonly now: () => number }) {
    this.#address = addressOf(options.url);
    this.#secret = options.secret;
    this.#now = options.now;
  }

  /** Tries once; never rejects. */
  async post({ id, to, purpose, text, writtenAt }: QueuedMessage): Promise<Posted> {
    const body = JSON.stringify({ id, to, purpose, text, writtenAt });
    const timestamp = String(this.#now());
    try {
      const response = await fetch(this.#address.url, {
        method: 'POST',
        headers: {
          ...this.#address.headers,
          'content-type': 'application/json',
          'x-xuanhao-id': id,
          'x-xuanhao-timestamp': timestamp,
          'x-xuanhao-signature': signatureOf(this.#secret, timestamp, body),
        },
        body,
        // The text carries a code: it goes to the address that was configured and to no other.
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (response.ok) return 'taken';
      const said = `HTTP ${response.status}`;
      return mayPass(response.status) ? { failed: said } : { refused: said };
    } catch (error) {
      return postedAfter(error);
    }
  }
}

/** What a provider compares with `X-Xuanhao-Signature`. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

const mayPass = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/**
 * What became of a message whose POST threw. Told by a code such as `ECONNREFUSED`: messages may name the address, which
 * may hold a secret. An error that names no fault of the network comes again however often it is tried.
 */
const postedAfter = (error: unknown): Posted => {
  if (!(error instanceof Error)) return { refused: 'not sent' };
  if (error.name === 'TimeoutError') return { failed: 'no answer in time' };
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (code === undefined) return { refused: `not sent (${error.name})` };
  return NEVER_BELIEVED.test(code) ? { refused: code } : { failed: code };
};

/** OpenSSL's and Node's names of certificates that no second try makes better. */
const NEVER_BELIEVED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_SSL_WRONG_VERSION_NUMBER/;
