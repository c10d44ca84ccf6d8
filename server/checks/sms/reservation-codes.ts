import type { HoldToken } from '../../../protocol/ids.ts';
import type { Serial } from '../../../protocol/plate.ts';
import { digestOf, makeCode } from './code.ts';
import type { CodeHeldBack, SmsGateway } from './gateway.ts';
import type { LimitedCodes } from './limited-codes.ts';

const purpose = 'reservation';

/** Makes and sends the codes that confirm a reservation, and the message that follows it (SMS-1, SMS-2, DONE-1). */
export class ReservationCodes {
  readonly #key: Buffer;
  readonly #codes: LimitedCodes;
  readonly #gateway: SmsGateway;
  readonly #prefix: string;

  /** @param codes sends the codes; `gateway` sends the message that follows */
  constructor(key: Buffer, codes: LimitedCodes, gateway: SmsGateway, prefix: string) {
    this.#key = key;
    this.#codes = codes;
    this.#gateway = gateway;
    this.#prefix = prefix;
  }

  /** Makes a code for a hold, and the digest to store in its place. */
  make(token: HoldToken): { code: string; digest: string } {
    return makeCode({ key: this.#key, token, purpose });
  }

  /** The digest of a code entered for a hold. */
  digestOf(token: HoldToken, code: string): string {
    return digestOf({ key: this.#key, token, purpose, code });
  }

  /** The refusal that a code to a mobile would get now; null if none. Rejects if Redis does not answer. */
  heldBack(to: string): Promise<CodeHeldBack | null> {
    return this.#codes.heldBack(to);
  }

  send(to: string, code: string): Promise<'sent' | 'gatewayDown' | CodeHeldBack> {
    return this.#codes.send({
      to,
      purpose: 'code',
      text: `【选号】验证码 ${code}，用于确认您所选的号牌，请勿告知他人。`,
    });
  }

  /** Tells an applicant that the number is reserved, and the last day to register it. */
  announce(to: string, plate: Serial, { lastDay }: { readonly lastDay: string }): Promise<'sent' | 'gatewayDown'> {
    const text = `【选号】号牌 ${this.#prefix}·${plate} 预选成功，请于 ${lastDay} 前（含当日）到车管所办理注册登记。`;
    return this.#gateway.send({ to, purpose: 'reserved', text });
  }
}
