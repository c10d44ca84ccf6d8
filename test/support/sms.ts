import { authoritySettings } from '../../server/authority/settings.ts';
import type { SmsGateway, SmsMessage } from '../../server/checks/sms/gateway.ts';
import { LimitedCodes } from '../../server/checks/sms/limited-codes.ts';
import type { Limits } from '../../server/identity/limits.ts';

/** A gateway that keeps its messages, and is down when told to be. */
export class TestGateway implements SmsGateway {
  readonly messages: SmsMessage[] = [];
  down = false;

  readonly send = async (message: SmsMessage): Promise<'sent' | 'gatewayDown'> => {
    if (this.down) return 'gatewayDown';
    this.messages.push(message);
    return 'sent';
  };

  /** The code in the newest message. */
  get lastCode(): string {
    const code = /验证码 (\d{6})/.exec(this.messages.at(-1)?.text ?? '')?.[1];
    if (code === undefined) throw new Error('no code was sent');
    return code;
  }

  /** Six digits that are not the code in the newest message. */
  get wrongCode(): string {
    return this.lastCode === '123456' ? '654321' : '123456';
  }
}

/** Codes through a gateway, within the rule book's limits. */
export const limitedCodes = (gateway: SmsGateway, counts: Limits): LimitedCodes =>
  new LimitedCodes({
    gateway,
    counts,
    limits: authoritySettings.parse({}),
    onOutcome: () => undefined,
    opened: () => undefined,
  });
