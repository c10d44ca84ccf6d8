import type { CommandId, HoldToken, LayoutId } from '../../protocol/ids.ts';
import type { Serial } from '../../protocol/plate.ts';
import { type RefusalCode, type RefusalFacts, refuse } from '../../protocol/refusals.ts';
import type { AnswerOf } from '../../protocol/select/client-to-server.ts';
import type { CollectionTerms } from '../authority/calendar.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import type { Address } from '../pool/block.ts';
import type { CaptchaProof, StoredSelection } from '../pool/store.ts';
import type { CommandRequest, Committer, Executed, Extras } from './committer.ts';
import { decide, type Input } from './machine.ts';
import { randomId } from './random-id.ts';
import { recordOf } from './record.ts';
import { always } from './window.ts';

/** What a selection needs to know of the pool's numbers. */
export type Numbers = {
  readonly homeOf: (plate: Serial) => Address | undefined;
  /** When the block of a number was opened, in ms. */
  readonly openedAt: (address: Address) => number;
  /** Free numbers near a given one; advice, as of now. */
  readonly near: (plate: Serial) => Serial[];
};

/** Everything that an applicant can do to a selection, each one command. All answers come from `Committer.carryOut`. */
export class Selections {
  readonly #committer: Committer;
  readonly #numbers: Numbers;
  readonly #settings: AuthoritySettings;

  constructor(committer: Committer, numbers: Numbers, settings: AuthoritySettings) {
    this.#committer = committer;
    this.#numbers = numbers;
    this.#settings = settings;
  }

  /** Enters self-compose; the layout's id is remembered as the answer (COMP-2, COMP-5). */
  enterCompose(asked: CommandRequest, layout: LayoutId): Promise<Executed<{ readonly layout: LayoutId }>> {
    return this.#carryOut(asked, { kind: 'enterCompose' }, { noted: { outcome: 'opened', layout } });
  }

  /** Asks for a number (COMP-5, COMP-6, COMP-7). */
  verify(asked: CommandRequest, plate: Serial, captcha: CaptchaProof): Promise<Executed<AnswerOf<'verifyPlate'>>> {
    const address = this.#numbers.homeOf(plate);
    if (address === undefined) return this.refuse(asked, 'numberNotInPool');
    const openedAt = this.#numbers.openedAt(address);
    const input: Input = { kind: 'verify', plate, address, openedAt, token: newToken(), captcha };
    return this.#carryOut(asked, input, { near: this.#numbers.near(plate) });
  }

  /** Draws numbers (DRAW-1, DRAW-2). */
  draw(asked: CommandRequest, captcha: CaptchaProof): Promise<Executed<AnswerOf<'drawPlates'>>> {
    return this.#carryOut(asked, { kind: 'draw', token: newToken(), captcha });
  }

  /** Gives up what is held (COMP-7, DRAW-3). */
  release(asked: CommandRequest, token: HoldToken): Promise<Executed<AnswerOf<'releaseHold'>>> {
    return this.#carryOut(asked, { kind: 'release', token });
  }

  /** Confirms one of the held numbers (FLOW-2, DRAW-3). */
  confirm(asked: CommandRequest, token: HoldToken, plate: Serial): Promise<Executed<AnswerOf<'confirmPlate'>>> {
    const home = this.#numbers.homeOf(plate);
    const input = ({ hold }: StoredSelection): Input => ({
      kind: 'confirm',
      token,
      plate,
      keep: hold?.numbers.find((address) => address === home),
    });
    return this.#carryOut(asked, input);
  }

  /** Notes that a code with this digest is about to be sent to a masked mobile (SMS-2). */
  requestCode(
    asked: CommandRequest,
    token: HoldToken,
    digest: string,
    phone: string,
  ): Promise<Executed<AnswerOf<'requestCode'>>> {
    return this.#carryOut(asked, { kind: 'requestCode', token, digest }, { noted: { outcome: 'codeSent', phone } });
  }

  /**
   * Takes back a code that the gateway did not take (SMS-4). However long the gateway took to fail, this is not void:
   * it concerns the one code with this digest.
   */
  codeNotSent({ selection, owner }: CommandRequest, token: HoldToken, digest: string): Promise<Executed> {
    const asked: CommandRequest = { selection, owner, notAfter: always.until, id: randomId() as CommandId, digest: '' };
    return this.#carryOut(asked, { kind: 'codeNotSent', token, digest });
  }

  /** Enters the code, and reserves the number if it is right (SMS-1, SMS-2). */
  complete(
    asked: CommandRequest,
    token: HoldToken,
    digest: string,
    terms: CollectionTerms,
  ): Promise<Executed<AnswerOf<'completeReservation'>>> {
    return this.#carryOut(asked, { kind: 'enterCode', token, digest, terms });
  }

  /** Hands the plate over at the desk: the reservation becomes final (DONE-3). */
  collect(asked: CommandRequest): Promise<Executed<{ readonly plate: Serial }>> {
    return this.#carryOut(asked, { kind: 'collect' });
  }

  /** Lets a vehicle whose number was missed begin anew, after the ban was lifted at the desk (ELIG-4). */
  beginAnew(asked: CommandRequest): Promise<Executed> {
    return this.#carryOut(asked, { kind: 'beginAnew' }, { noted: { outcome: 'begunAnew' } });
  }

  /** Refuses a command before the machine is asked; remembered like any answer, so that a resend gets what it got. */
  refuse(asked: CommandRequest, code: RefusalCode, facts?: RefusalFacts): Promise<Executed<never>> {
    const refusal = refuse(code, facts);
    return this.#committer.carryOut(asked, () => ({ verb: 'refuse', window: always, refusal }), {});
  }

  #carryOut<Answer>(
    asked: CommandRequest,
    input: Input | ((stored: StoredSelection) => Input),
    extras: Extras = {},
  ): Promise<Executed<Answer>> {
    const inputFor = typeof input === 'function' ? input : () => input;
    const judge = (stored: StoredSelection, now: number) =>
      decide(recordOf(stored, this.#settings), inputFor(stored), now, this.#settings);
    return this.#committer.carryOut<Answer>(asked, judge, extras);
  }
}

const newToken = (): HoldToken => randomId() as HoldToken;
