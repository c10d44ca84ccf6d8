import { createHmac } from 'node:crypto';
import type { SmsMessage } from './gateway.ts';
import { addressOf, type WebhookAddress } from './webhook-address.ts';

/** A message to deliver. Every try has the same id, so that a provider can recognise a repeat. */
export type QueuedMessage = SmsMessage & { readonly id: string /** In ms. */; readonly writtenAt: number };

/** `refused`: the provider will never accept it. `failed`: it may the next time. Both with the reason. */
export type Posted = 'taken' | { readonly refused: string } | { readonly failed: string };

/** Applicants wait for the first try. */
const ANSWER_TIMEOUT_MS = 2_500;

/**
 * The HTTP webhook of a provider of text messages (SMS-4). Each try is one signed POST of JSON:
 *
 * - `X-Xuanhao-Id`: the message's id, the same for every try; also in the body.
 * - `X-Xuanhao-Timestamp`: the time of this try, in ms since 1970. A provider refuses one older than some minutes.
 * - `X-Xuanhao-Signature`: `sha256=` and the HMAC-SHA256, in hex, of the timestamp, a full stop and the body, under the shared secret.
 * - `Authorization`: `Basic …`, if the URL names a user and a password.
 *
 * 2xx: taken. 408, 425, 429, 5xx, or no answer within 2.5 s: failed. Any other status: refused. A POST that can never
 * succeed is refused too: an untrusted certificate, or an address that `fetch` does not accept.
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
        // The text carries a code, so it goes only to the configured address.
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (response.ok) return 'taken';
      const status = `HTTP ${response.status}`;
      return mayPass(response.status) ? { failed: status } : { refused: status };
    } catch (error) {
      return postedAfter(error);
    }
  }
}

/** The right value of `X-Xuanhao-Signature`. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

const mayPass = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/**
 * The outcome of a POST that threw, with a code such as `ECONNREFUSED`: an error's message may contain the address, and
 * so a secret. An error that is no fault of the network would come again at every try.
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
