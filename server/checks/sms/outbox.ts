import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type OutboxView, outboxView } from '../../../protocol/http/outbox.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { Log } from '../../telemetry/log.ts';
import { maskPhone } from '../mask.ts';
import type { SmsGateway, SmsMessage } from './gateway.ts';

/** Messages kept per mobile, newest first. */
const KEPT = 20;
/** In seconds after the last message. */
const TTL_SECONDS = 24 * 3600;

type Messages = OutboxView['messages'];
const kept = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(outboxView.shape.messages.element);

type Parts = {
  readonly redis: RedisClient;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly clock: () => number;
};

/**
 * The development outbox (SMS-4): it sends nothing, but keeps messages for a page, and logs them. The log has their
 * texts with the codes, so the outbox is not for production.
 */
export class Outbox implements SmsGateway {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async send({ to, text, purpose }: SmsMessage): Promise<'sent' | 'gatewayDown'> {
    const phone = maskPhone(to);
    const message: Messages[number] = { at: this.#parts.clock(), phone, text };
    const key = keyOf(to);
    try {
      await this.#parts.redis
        .multi()
        .lPush(key, JSON.stringify(message))
        .lTrim(key, 0, KEPT - 1)
        .expire(key, TTL_SECONDS)
        .exec();
    } catch (error) {
      this.#parts.log.error(
        { phone, purpose, err: error instanceof Error ? error.message : 'unknown' },
        'text message not kept',
      );
      return 'gatewayDown';
    }
    this.#parts.log.info({ phone, purpose, text }, 'text message');
    return 'sent';
  }

  /** The messages to one mobile, newest first. */
  async read(phone: string): Promise<Messages> {
    const messages = await this.#parts.redis.lRange(keyOf(phone), 0, KEPT - 1);
    return messages.map((message) => kept.parse(message));
  }
}

/** The mobile is hashed, so that no key's name contains it. */
const keyOf = (phone: string): string => `xuanhao:outbox:${createHash('sha256').update(phone).digest('base64url')}`;
