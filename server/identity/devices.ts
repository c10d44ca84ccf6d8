import { createHmac, randomBytes } from 'node:crypto';
import { userNameOf } from '../../protocol/normal-form.ts';
import { isSame } from '../checks/same.ts';

/** The most people who share one browser; the earliest is forgotten first. */
const MOST = 5;

/**
 * Recognises by a cookie a browser in which the owner of a user name has signed in. The cookie grants nothing: it only
 * keeps strangers' guesses at the name from counting against its owner.
 */
export class Devices {
  readonly #key: Buffer;
  readonly #realm: string;

  /** @param realm makes a cookie valid for one kind of accounts only */
  constructor(key: Buffer, realm: 'applicants' | 'desk') {
    this.#key = key;
    this.#realm = realm;
  }

  /** The device's id, if the cookie proves a sign-in under this name; otherwise undefined. */
  idOf(cookie: string | undefined, userName: string): string | undefined {
    return marksIn(cookie).find((mark) => this.#isFor(mark, userName))?.id;
  }

  /** Adds this name to the cookie. */
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
