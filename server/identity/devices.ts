import { createHmac, randomBytes } from 'node:crypto';
import { userNameOf } from '../../protocol/normal-form.ts';
import { isSame } from '../checks/same.ts';

/** As many people as share one browser; the one who was there first is forgotten first. */
const MOST = 5;

/**
 * Recognises a browser that the owner of a user name has signed in with, by a cookie of its own. The cookie opens
 * nothing: it only keeps strangers' guesses at the name from being counted against its owner.
 */
export class Devices {
  readonly #key: Buffer;
  readonly #realm: string;

  /** @param realm keeps a cookie for one kind of accounts from serving another */
  constructor(key: Buffer, realm: 'applicants' | 'desk') {
    this.#key = key;
    this.#realm = realm;
  }

  /** The device's id, if the cookie says that this name was signed in with it; else undefined. */
  idOf(cookie: string | undefined, userName: string): string | undefined {
    return marksIn(cookie).find((mark) => this.#isFor(mark, userName))?.id;
  }

  /** The cookie with this name in it. */
  mark(cookie: string | undefined, userName: string): string {
    const others = marksIn(cookie).filter((mark) => !this.#isFor(mark, userName));
    const id = this.idOf(cookie, userName) ?? randomBytes(12).toString('base64url');
    const marks = [{ id, proof: this.#proofOf(id, userName) }, ...others].slice(0, MOST);
    return marks.map((mark) => `${mark.id}.${mark.proof}`).join('~');
  }

  #isFor({ id, proof }: Mark, userName: string): boolean {
    return isSame(proof, this.#proofOf(id, userName));
  }

  #proofOf(id: string, userName: string): string {
    const name = userNameOf(userName);
    return createHmac('sha256', this.#key).update(`${this.#realm}/${id}/${name}`).digest('base64url');
  }
}

type Mark = { readonly id: string; readonly proof: string };

const marksIn = (cookie: string | undefined): Mark[] =>
  (cookie ?? '').split('~', MOST).flatMap((text) => {
    const [, id, proof] = /^([\w-]{16})\.([\w-]{43})$/.exec(text) ?? [];
    return id === undefined || proof === undefined ? [] : [{ id, proof }];
  });
