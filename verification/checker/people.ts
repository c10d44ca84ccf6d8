import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';

/** The owners of selections: nobody acts for another's selection, or is shown it (P10, FLOW-4). */
export class People {
  /** The owner of each selection. */
  readonly owners = new Map<string, string>();
  readonly #clients = new Map<string, string>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  take({ person, clients, selections }: LineOf<'person'>): void {
    for (const client of clients) this.#put(this.#clients, client, person, 'client');
    for (const selection of selections) this.#put(this.owners, selection, person, 'selection');
  }

  /** Checks that a client's requests, answers and views are of its own person's selection. */
  checkOwn({ line, client, selection }: LineOf<'asked'> | LineOf<'told'> | LineOf<'viewed'>): void {
    const [who, owner] = [this.#clients.get(client), this.owners.get(selection)];
    if (who === undefined || owner === undefined || who === owner) return;
    const did = { asked: 'asked for', told: 'was answered for', viewed: 'was shown' }[line];
    this.#report('P10', `client ${client} of ${who} ${did} ${selection}, which is ${owner}’s`);
  }

  #put(map: Map<string, string>, key: string, person: string, what: string): void {
    const known = map.get(key);
    if (known !== undefined && known !== person) this.#report('ELIG-3', `${what} ${key} is ${person}’s and ${known}’s`);
    map.set(key, person);
  }
}
