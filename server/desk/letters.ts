import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import { letterId } from '../../protocol/desk/commands/list-dead-letters.ts';
import { maskPhone } from '../checks/mask.ts';
import type { SmsDelivery } from '../checks/sms/delivery.ts';
import { type Acted, acted, refused } from './result.ts';

const MOST = 100;

/** Undeliverable text messages (SMS-4). The outbox delivers everything. */
export class DeskLetters {
  readonly #delivery: Pick<SmsDelivery, 'deadLetters' | 'figures' | 'resend'> | null;

  /** @param delivery null if messages go to the outbox */
  constructor(delivery: Pick<SmsDelivery, 'deadLetters' | 'figures' | 'resend'> | null) {
    this.#delivery = delivery;
  }

  get gateway(): 'outbox' | 'webhook' {
    return this.#delivery === null ? 'outbox' : 'webhook';
  }

  async list(): Promise<Acted<DeskAnswerOf<'listDeadLetters'>>> {
    if (this.#delivery === null) return acted({ gateway: 'outbox', waiting: 0, letters: [] });
    const [dead, { waiting }] = await Promise.all([this.#delivery.deadLetters(MOST), this.#delivery.figures()]);
    const letters = dead.map(({ letter: { id, to, purpose, writtenAt }, diedAt, tries, why }) => {
      const canResend = purpose !== 'code';
      return { letter: letterId.parse(id), phone: maskPhone(to), purpose, writtenAt, diedAt, tries, why, canResend };
    });
    return acted({ gateway: 'webhook', waiting, letters });
  }

  async resend({ letter }: DeskRequestOf<'resendMessage'>): Promise<Acted<DeskAnswerOf<'resendMessage'>>> {
    const outcome = (await this.#delivery?.resend(letter)) ?? 'messageUnknown';
    return outcome === 'resent' ? acted({ outcome }, { subject: letter }) : refused(outcome, { subject: letter });
  }
}
