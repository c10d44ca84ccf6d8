import { DeadLetters } from '../checks/sms/dead-letters.ts';
import { SmsDelivery } from '../checks/sms/delivery.ts';
import { LimitedCodes } from '../checks/sms/limited-codes.ts';
import { Outbox } from '../checks/sms/outbox.ts';
import { Webhook } from '../checks/sms/webhook.ts';
import type { Limits } from '../identity/limits.ts';
import type { PersonalData } from '../identity/personal-data.ts';
import type { Base } from './base.ts';
import type { Home, Store } from './store.ts';

/** Text messages: to the operator's gateway, or to the outbox if none is set. */
export const createMessages = (
  { config: { authority, smsWebhook }, lifecycle, metrics, log }: Base,
  parts: Pick<Home, 'redis' | 'queue'> &
    Pick<Store, 'now'> & { readonly personal: PersonalData; readonly limits: Limits },
) => {
  const { redis, queue, now, personal, limits } = parts;
  const outbox = new Outbox({ redis, log, clock: now });
  const delivery =
    smsWebhook === undefined
      ? null
      : new SmsDelivery({
          webhook: new Webhook({ ...smsWebhook, now }),
          dead: new DeadLetters(redis, personal),
          queue,
          sealer: personal,
          now,
          log,
        });
  lifecycle.starts(() => delivery?.start());
  lifecycle.stops(() => delivery?.stop());
  const gateway = delivery ?? outbox;
  const limitedCodes = new LimitedCodes({
    gateway,
    counts: limits,
    limits: authority,
    onOutcome: (outcome) => metrics.codes.add(outcome),
    opened: (until) =>
      log.error(
        { until, perMinute: authority.codesPerMinute },
        'too many codes in a minute: none are sent until it is over',
      ),
  });
  return { outbox, delivery, gateway, limitedCodes };
};
