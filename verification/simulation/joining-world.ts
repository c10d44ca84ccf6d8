import { ownerId, type SelectionId, selectionId } from '../../protocol/ids.ts';
import { authoritySettings } from '../../server/authority/settings.ts';
import type { SelectServer } from '../../server/gateway/select-server.ts';
import type { Account } from '../../server/identity/accounts.ts';
import { ConnectionQuota } from '../../server/limits/connection-quota.ts';
import type { StoredSelection } from '../../server/pool/store.ts';
import type { PatternTopics } from '../../server/push/pattern-topics.ts';
import type { SelectSocket } from '../../server/push/select-namespace.ts';
import { SelectionCache } from '../../server/selection/selection-cache.ts';
import { openSelectServer } from '../../test/support/select-server.ts';
import { Choices } from './choices.ts';
import { JoiningLine, JoiningNamespace, type JoiningSocket } from './joining-line.ts';
import { Scheduler } from './scheduler.ts';

/** Connections that an account may have; fewer than are tried. */
const MOST = 3;
const ACTS = 60;
/** Lines that are there from the beginning. */
const LINES = 4;
const settings = authoritySettings.parse({ hours: 'always' });

const accounts = ['anna', 'bert'].map(
  (name): Account => ({
    userName: name,
    displayName: name,
    phone: '10000000000',
    owner: ownerId.parse(name),
    kind: 'individual',
    inPerson: true,
    mustChange: false,
    vehicles: ['1', '2'].map((nth) => ({ vin: nth, model: 'm', selection: selectionId.parse(`${name}-${nth}`) })),
    demo: true,
  }),
);

/**
 * Lines that join, leave, close, and are signed out, in any order and at any moment of one another's way in: the real
 * `SelectServer` under one seed. After every step what is counted is what is there.
 */
export class JoiningWorld {
  /** A sentence for each thing that was not as it must be. */
  readonly faults = new Set<string>();
  welcomed = 0;
  refused = 0;
  readonly #choices: Choices;
  readonly #scheduler: Scheduler;
  readonly #namespace: JoiningNamespace;
  readonly #server: SelectServer;
  readonly #present: SelectionCache;
  readonly #shares = new ConnectionQuota<'query'>(MOST, {});
  readonly #sessions = new Map<string, Account>();
  /** Tokens of which this node was told that they are over. */
  readonly #over = new Set<string>();
  readonly #watching = new Set<SelectSocket>();
  readonly #lines: JoiningLine[] = [];
  #begun = 0;

  constructor(seed: number) {
    this.#choices = new Choices({ seed });
    this.#scheduler = new Scheduler(this.#choices, 2_000_000_000_000);
    this.#namespace = new JoiningNamespace((step) => this.#scheduler.post(step));
    const readSelection = (_: SelectionId) =>
      this.#answered((): StoredSelection & { now: number } => ({ version: 1, record: null, hold: null, now: 0 }));
    this.#present = new SelectionCache({ readSelection }, settings);
    this.#server = openSelectServer({
      namespace: this.#namespace.asNamespace,
      findAccount: (token) => this.#answered(() => this.#sessions.get(token)),
      endedOf: (tokens) => this.#answered(() => tokens.filter((token) => !this.#sessions.has(token))),
      present: this.#present,
      patterns: { unwatch: (socket: SelectSocket) => this.#watching.delete(socket) } as unknown as PatternTopics,
      accounts: this.#shares,
      dispatcher: { message: this.#say },
      now: () => this.#scheduler.now,
    });
  }

  /** Plays it to its end. */
  async play(): Promise<this> {
    for (const [nth, account] of accounts.entries()) this.#signIn(account, `first-${nth}`);
    for (let nth = 0; nth < LINES; nth += 1) this.#open();
    for (let act = 0; act < ACTS; act += 1) {
      this.#act();
      for (let steps = this.#choices.pick(9); steps > 0 && (await this.#scheduler.step()); steps -= 1) this.#look();
    }
    while (await this.#scheduler.step()) this.#look();
    this.#rest();
    for (const line of this.#lines) line.close();
    while (await this.#scheduler.step()) this.#look();
    for (const line of this.#lines) {
      this.welcomed += line.heard.filter((name) => name === 'welcome').length;
      this.refused += line.refusals.length;
    }
    for (const [what, { counted }] of Object.entries(this.#server.counted))
      if (counted !== 0) this.faults.add(`${counted} ${what} stay counted when all have gone`);
    if (this.#watching.size > 0) this.faults.add('somebody who has gone is still told of a pattern');
    if (this.#present.size > 0) this.faults.add('somebody counts as choosing when all have gone');
    return this;
  }

  #act(): void {
    const choices = this.#choices;
    // A packet to a namespace in which nobody is ends the line, so that seldom comes.
    const speaking = choices.seldom(100) ? this.#lines : this.#lines.filter(({ isIn }) => isIn);
    const speaker = speaking[choices.pick(speaking.length)];
    const silent = choices.seldom(100) ? this.#lines : this.#lines.filter(({ isIn }) => !isIn);
    const line = silent[choices.pick(silent.length)];
    const tokens = [...this.#sessions.keys(), undefined, 'never'];
    const token = () => tokens[choices.pick(tokens.length)];
    const vehicle = () => choices.of('anna-1', 'anna-2', 'bert-1', 'bert-2');
    switch (choices.pick(9)) {
      case 0:
        return this.#open();
      case 1:
        return line?.join(token(), vehicle());
      case 2:
        // Several in one piece.
        for (let nth = 2 + choices.pick(3); nth > 0; nth -= 1) line?.join(token(), vehicle());
        return;
      case 3:
        return speaker?.leave();
      case 4:
        speaker?.leave();
        return speaker?.say('typePattern');
      case 5:
        return speaker?.say('typePattern');
      case 6:
        return this.#lines[choices.pick(this.#lines.length)]?.close();
      case 7:
        return this.#signOut();
      default:
        return void this.#server.endOrphans().catch(() => undefined);
    }
  }

  #open(): void {
    this.#lines.push(new JoiningLine(this.#namespace, (step) => this.#scheduler.post(step)));
  }

  #signIn(account: Account, token: string): void {
    this.#sessions.set(token, account);
  }

  /** Ends a session in the store, or all of an account; this node learns of it, or only another one does. */
  #signOut(): void {
    const [token, account] = [...this.#sessions][this.#choices.pick(this.#sessions.size)] ?? [];
    if (token === undefined || account === undefined) return;
    const all = this.#choices.pick(2) === 1;
    const ended = [...this.#sessions].filter(([each, whose]) => (all ? whose === account : each === token));
    const told = this.#choices.pick(3) < 2;
    this.#scheduler.post(() => {
      for (const [each] of ended) this.#sessions.delete(each);
      if (told)
        this.#scheduler.post(() => {
          this.#server.signOut(account, all ? undefined : token);
          for (const [each] of ended) this.#over.add(each);
        });
    });
    this.#begun += 1;
    this.#signIn(account, `${account.userName}-${this.#begun}`);
  }

  readonly #say = ({ socket }: { readonly socket: SelectSocket }): void => {
    const { token, connected } = socket as unknown as JoiningSocket;
    if (!connected) this.faults.add('a message of one who has left was carried out');
    if (token !== undefined && this.#over.has(token))
      this.faults.add('a message was carried out after its session ended');
    this.#watching.add(socket);
  };

  /** Between two steps. */
  #look(): void {
    for (const [what, { counted, there }] of Object.entries(this.#server.counted))
      if (counted !== there) this.faults.add(`${counted} ${what} are counted where ${there} are`);
    const joined = [...this.#namespace.sockets.values()];
    if (new Set(joined.map(({ conn }) => conn)).size < joined.length) this.faults.add('a line has joined twice');
    for (const { token } of joined)
      if (token !== undefined && this.#over.has(token)) this.faults.add('a session that was signed out goes on');
    for (const { owner } of accounts) {
      const own = joined.filter(({ handshake }) => this.#ownerOf(handshake.auth.token) === owner);
      if (own.length > MOST) this.faults.add(`${own.length} connections of one account`);
    }
  }

  /** Nothing is under way, so only those who are in are counted. */
  #rest(): void {
    const { sockets, accounts: own, selections } = this.#server.counted;
    if (Math.max(own.counted, selections.counted) > sockets.there)
      this.faults.add('what was counted for a join that was refused stays counted');
  }

  #ownerOf(token: string | undefined): Account['owner'] | undefined {
    return token === undefined ? undefined : this.#sessions.get(token)?.owner;
  }

  /** Asks the store: it answers at some later step with what is so in between, or, seldom, fails. */
  #answered<T>(answer: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#scheduler.post(() => {
        const [value, fails] = [answer(), this.#choices.seldom(60)];
        this.#scheduler.post(() => (fails ? reject(new Error('no connection')) : resolve(value)));
      });
    });
  }
}
