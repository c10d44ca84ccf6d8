import { type Applicant, arrive, connect } from './applicant.ts';

/** The applicants of one test file: each is a new account, and all of them leave together. */
export class People {
  readonly #server: { readonly url: string };
  readonly #present: Applicant[] = [];
  #arrived = 0;

  constructor(server: { readonly url: string }) {
    this.#server = server;
  }

  /** How many are here. */
  get size(): number {
    return this.#present.length;
  }

  /** The next demo account, signed in and connected. */
  async newcomer(): Promise<Applicant> {
    this.#arrived += 1;
    return this.#note(await arrive(this.#server.url, `demo${this.#arrived}`));
  }

  /** A second device of the same account, or the same one after the server's restart. */
  async again(applicant: Applicant): Promise<Applicant> {
    return this.#note(await connect(this.#server.url, applicant.token));
  }

  /** Somebody who is not signed in. */
  async watcher(): Promise<Applicant> {
    return this.#note(await connect(this.#server.url));
  }

  /** Everybody goes. */
  leave(): void {
    for (const each of this.#present.splice(0)) each.leave();
  }

  #note(applicant: Applicant): Applicant {
    this.#present.push(applicant);
    return applicant;
  }
}
