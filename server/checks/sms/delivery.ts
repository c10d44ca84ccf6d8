import { randomBytes } from 'node:crypto';
import { type Job, Queue, Worker } from 'bullmq';
import type { LetterId } from '../../../protocol/desk/commands/list-dead-letters.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { Log } from '../../telemetry/log.ts';
import { maskPhone } from '../mask.ts';
import { type DeadLetter, type DeadLetters, letter as letterSchema, type Sealer } from './dead-letters.ts';
import type { SmsGateway, SmsMessage, SmsPurpose } from './gateway.ts';
import type { QueuedMessage, Webhook } from './webhook.ts';

/**
 * How long a message is tried, in ms. A code lives 180 s at most, and after 60 s another may be requested: an older one
 * that arrives later only confuses. Announcements and pass-phrases are useful hours later.
 */
const TRIED_FOR_MS: Readonly<Record<SmsPurpose, number>> = {
  code: 60_000,
  reserved: 6 * 3_600_000,
  account: 6 * 3_600_000,
};
/** The wait before the second try, in ms; it doubles up to the longest. */
const FIRST_RETRY_AFTER_MS = 1_000;
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;
/** How long the queue may take to accept a message, in ms: applicants wait for this and the first try. */
const QUEUE_TIMEOUT_MS = 1_000;
/** Never reached: the deadline ends the tries. */
const ENDLESS = 10_000;

type Sealed = { readonly sealed: string };
const PLACE = 'sms-letter';

/**
 * Delivers text messages through the webhook (SMS-4). The first try is made at once. If it fails, the message goes into
 * a BullMQ queue, which tries it again with growing pauses, and counts as sent. The answer is `gatewayDown` if the
 * provider refuses the message, or if it could be neither delivered nor queued. A message that is not delivered in time
 * becomes a dead letter, for the desk.
 */
export class SmsDelivery implements SmsGateway {
  readonly #webhook: Pick<Webhook, 'post'>;
  readonly #dead: DeadLetters;
  readonly #sealer: Sealer;
  readonly #now: () => number;
  readonly #log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly #connection: RedisClient;
  readonly #queue: Queue<Sealed>;
  readonly #worker: Worker<Sealed>;

  /** @param parts.queue a client of role `queue` */
  constructor(parts: {
    webhook: Pick<Webhook, 'post'>;
    dead: DeadLetters;
    queue: RedisClient;
    sealer: Sealer;
    now: () => number;
    log: Pick<Log, 'info' | 'warn' | 'error'>;
  }) {
    this.#webhook = parts.webhook;
    this.#dead = parts.dead;
    this.#sealer = parts.sealer;
    this.#now = parts.now;
    this.#log = parts.log;
    this.#connection = parts.queue;
    const options = { connection: parts.queue, prefix: 'xuanhao:{sms}:bull' };
    this.#queue = new Queue('sms', {
      ...options,
      defaultJobOptions: {
        attempts: ENDLESS,
        backoff: { type: 'custom' },
        delay: FIRST_RETRY_AFTER_MS,
        removeOnComplete: true,
        removeOnFail: true,
      },
    });
    this.#worker = new Worker<Sealed>('sms', (job) => this.#tryAgain(job), {
      ...options,
      concurrency: 20,
      settings: { backoffStrategy: (attemptsMade) => waitAfter(attemptsMade + 1) },
    });
    const stumbled = (error: Error): void => this.#log.warn({ err: error.message }, 'the message queue stumbled');
    this.#queue.on('error', stumbled);
    this.#worker.on('error', stumbled);
  }

  async send(message: SmsMessage): Promise<'sent' | 'gatewayDown'> {
    return this.#post({ id: randomBytes(16).toString('base64url'), ...message, writtenAt: this.#now() });
  }

  /** Sends a dead letter as if it were new; a code has expired by then. */
  async resend(id: LetterId): Promise<'resent' | 'messageUnknown' | 'codeDead' | 'gatewayDown'> {
    const found = await this.#dead.find(id);
    if (found === undefined) return 'messageUnknown';
    if (found.letter.purpose === 'code') return 'codeDead';
    if ((await this.#post({ ...found.letter, writtenAt: this.#now() })) === 'gatewayDown') return 'gatewayDown';
    await this.#dead.remove(id);
    return 'resent';
  }

  /** The dead letters, newest first. */
  deadLetters(limit: number): Promise<DeadLetter[]> {
    return this.#dead.list(limit);
  }

  /** The number of messages to try again, and of dead letters. */
  async figures(): Promise<{ waiting: number; dead: number }> {
    const [{ delayed, late, active }, dead] = await Promise.all([this.jobs(), this.#dead.count()]);
    return { waiting: delayed + late + active, dead };
  }

  /** The queue's jobs by state; `late` ones are overdue. */
  async jobs() {
    const counts = await this.#queue.getJobCounts('delayed', 'waiting', 'active', 'failed');
    const { delayed = 0, waiting: late = 0, active = 0, failed = 0 } = counts;
    return { delayed, late, active, failed };
  }

  /** Resolves when the queue is connected. */
  async start(): Promise<void> {
    await Promise.all([this.#queue.waitUntilReady(), this.#worker.waitUntilReady()]);
  }

  /** Ends the worker after its present tries; the next server tries the rest. */
  async stop(): Promise<void> {
    // Without a connection BullMQ would wait for one, perhaps for ever.
    await this.#worker.close(!this.#connection.isReady);
    await this.#queue.close();
  }

  async #post(letter: QueuedMessage): Promise<'sent' | 'gatewayDown'> {
    const posted = await this.#webhook.post(letter);
    if (posted === 'taken') return 'sent';
    if ('refused' in posted) {
      await this.#bury(letter, 1, posted.refused);
      return 'gatewayDown';
    }
    const sealed = this.#sealer.seal(PLACE, letter);
    const queued = await within(
      this.#queue.add('letter', { sealed }, { jobId: `letter-${letter.id}` }),
      QUEUE_TIMEOUT_MS,
    );
    this.#log.warn({ ...shown(letter), why: posted.failed, queued }, 'a text message was not taken at once');
    return queued ? 'sent' : 'gatewayDown';
  }

  async #tryAgain(job: Job<Sealed>): Promise<void> {
    const letter = letterSchema.parse(this.#sealer.open(PLACE, job.data.sealed));
    const tries = job.attemptsMade + 2;
    const until = letter.writtenAt + TRIED_FOR_MS[letter.purpose];
    if (this.#now() >= until) return this.#bury(letter, tries - 1, 'too late');
    const posted = await this.#webhook.post(letter);
    if (posted === 'taken') return this.#log.info({ ...shown(letter), tries }, 'a text message was taken');
    if ('refused' in posted) return this.#bury(letter, tries, posted.refused);
    if (this.#now() + waitAfter(tries) >= until) return this.#bury(letter, tries, posted.failed);
    throw new Error(posted.failed);
  }

  async #bury(letter: QueuedMessage, tries: number, why: string): Promise<void> {
    this.#log.error({ ...shown(letter), tries, why }, 'a text message could not be delivered');
    await this.#dead.bury({ letter, diedAt: this.#now(), tries, why }).catch((error: unknown) => {
      this.#log.error({ ...shown(letter), err: error }, 'a dead letter was not kept');
    });
  }
}

/** The wait after so many tries, in ms. */
const waitAfter = (tries: number): number =>
  Math.min(FIRST_RETRY_AFTER_MS * 2 ** Math.min(tries - 1, 20), LONGEST_RETRY_AFTER_MS);

const shown = ({ id, to, purpose }: QueuedMessage) => ({ letter: id, phone: maskPhone(to), purpose });

/** Whether some work succeeds within a time. */
const within = async (work: Promise<unknown>, timeoutMs: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, tooLong]).finally(() => clearTimeout(timer));
};
