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

/** The facts of the pool's numbers that a selection needs. */
export type Numbers = {
  readonly addressOf: (plate: Serial) => Address | undefined;
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
  enterCompose(request: CommandRequest, layout: LayoutId): Promise<Executed<{ readonly layout: LayoutId }>> {
    return this.#carryOut(request, { kind: 'enterCompose' }, { noted: { outcome: 'opened', layout } });
  }

  /** Asks for a number (COMP-5, COMP-6, COMP-7). */
  verify(request: CommandRequest, plate: Serial, captcha: CaptchaProof): Promise<Executed<AnswerOf<'verifyPlate'>>> {
    const address = this.#numbers.addressOf(plate);
    if (address === undefined) return this.refuse(request, 'numberNotInPool');
    const openedAt = this.#numbers.openedAt(address);
    const input: Input = { kind: 'verify', plate, address, openedAt, token: newToken(), captcha };
    return this.#carryOut(request, input, { near: this.#numbers.near(plate) });
  }

  /** Draws numbers (DRAW-1, DRAW-2). */
  draw(request: CommandRequest, captcha: CaptchaProof): Promise<Executed<AnswerOf<'drawPlates'>>> {
    return this.#carryOut(request, { kind: 'draw', token: newToken(), captcha });
  }

  /** Gives the held numbers back (COMP-7, DRAW-3). */
  release(request: CommandRequest, token: HoldToken): Promise<Executed<AnswerOf<'releaseHold'>>> {
    return this.#carryOut(request, { kind: 'release', token });
  }

  /** Confirms one of the held numbers (FLOW-2, DRAW-3). */
  confirm(request: CommandRequest, token: HoldToken, plate: Serial): Promise<Executed<AnswerOf<'confirmPlate'>>> {
    const wanted = this.#numbers.addressOf(plate);
    const input = ({ hold }: StoredSelection): Input => ({
      kind: 'confirm',
      token,
      plate,
      keep: hold?.numbers.find((address) => address === wanted),
    });
    return this.#carryOut(request, input);
  }

  /** Notes that a code with this digest is about to be sent to a masked mobile (SMS-2). */
  requestCode(
    request: CommandRequest,
    token: HoldToken,
    digest: string,
    phone: string,
  ): Promise<Executed<AnswerOf<'requestCode'>>> {
    return this.#carryOut(request, { kind: 'requestCode', token, digest }, { noted: { outcome: 'codeSent', phone } });
  }

  /**
   * Takes back a code that the gateway did not take (SMS-4). This is never void, however long the gateway took to fail:
   * it concerns the one code with this digest.
   */
  codeNotSent({ selection, owner }: CommandRequest, token: HoldToken, digest: string): Promise<Executed> {
    const request: CommandRequest = {
      selection,
      owner,
      notAfter: always.until,
      id: randomId() as CommandId,
      digest: '',
    };
    return this.#carryOut(request, { kind: 'codeNotSent', token, digest });
  }

  /** Enters the code, and reserves the number if it is right (SMS-1, SMS-2). */
  complete(
    request: CommandRequest,
    token: HoldToken,
    digest: string,
    terms: CollectionTerms,
  ): Promise<Executed<AnswerOf<'completeReservation'>>> {
    return this.#carryOut(request, { kind: 'enterCode', token, digest, terms });
  }

  /** Hands the plate over at the desk: the reservation becomes final (DONE-3). */
  collect(request: CommandRequest): Promise<Executed<{ readonly plate: Serial }>> {
    return this.#carryOut(request, { kind: 'collect' });
  }

  /** Lets a vehicle whose number was missed begin anew, after the ban was lifted at the desk (ELIG-4). */
  beginAnew(request: CommandRequest): Promise<Executed> {
    return this.#carryOut(request, { kind: 'beginAnew' }, { noted: { outcome: 'begunAnew' } });
  }

  /** Refuses a command without the machine. The answer is remembered like any other, so that a resend gets it too. */
  refuse(request: CommandRequest, code: RefusalCode, facts?: RefusalFacts): Promise<Executed<never>> {
    const refusal = refuse(code, facts);
    return this.#committer.carryOut(request, () => ({ verb: 'refuse', window: always, refusal }), {});
  }

  #carryOut<Answer>(
    request: CommandRequest,
    input: Input | ((stored: StoredSelection) => Input),
    extras: Extras = {},
  ): Promise<Executed<Answer>> {
    const inputFor = typeof input === 'function' ? input : () => input;
    const judge = (stored: StoredSelection, now: number) =>
      decide(recordOf(stored, this.#settings), inputFor(stored), now, this.#settings);
    return this.#committer.carryOut<Answer>(request, judge, extras);
  }
}

const newToken = (): HoldToken => randomId() as HoldToken;
