import { randomUUID } from 'node:crypto';
import type { RequestBody } from '../../client/lib/commands.ts';
import { createPoolFeed, type PoolFeed } from '../../client/lib/pool-feed.ts';
import type { CommandName, Reply, RequestInput } from '../../protocol/select/client-to-server.ts';
import type { Applicant } from '../actors/applicant.ts';
import { Bodies } from './bodies.ts';
import type { Line, LineOf } from './format.ts';
import { saidOf, viewedLine } from './recording.ts';
import { writeShown } from './showing.ts';

type Command = Exclude<LineOf<'asked'>['command'], 'collect' | 'beginAnew'>;

/** An applicant on a real socket that writes down its requests, its answers and what it is shown. */
export class Witness {
  readonly applicant: Applicant;
  readonly client: string;
  readonly #write: (line: Line) => void;
  readonly #pool: PoolFeed;
  readonly #bodies = new Bodies();

  constructor(applicant: Applicant, client: string, write: (line: Line) => void) {
    this.applicant = applicant;
    this.client = client;
    this.#write = write;
    const wholes = new WeakSet<object>([applicant.welcome.pool]);
    this.#pool = createPoolFeed(async () => {
      const whole = await applicant.carryOut('readPool', {});
      wholes.add(whole);
      return whole;
    });
    writeShown({ client, node: () => 'n1', wholes, write }, { pool: this.#pool.picture });
    this.#pool.onPicture(applicant.welcome.pool);
    applicant.socket.on('poolMoved', this.#pool.onMoved);
    applicant.socket.on('selectionChanged', () => this.#view());
  }

  /** The client's picture of the pool. */
  get free(): number {
    return this.#pool.picture.get()?.free ?? Number.NaN;
  }

  /**
   * Sends a command, `times` times at once under one id, and answers the last reply. `answered: false` goes without
   * waiting: the outcome is unknown.
   */
  async command<N extends Command & CommandName>(
    name: N,
    body: RequestBody<N>,
    { times = 1, plate, answered = true }: { times?: number; plate?: string; answered?: boolean } = {},
  ): Promise<Reply<N> | undefined> {
    const id = randomUUID();
    const selection = this.applicant.view.id;
    const version = 'version' in body && typeof body.version === 'number' ? { version: body.version } : {};
    const frame = { client: this.client, selection, id };
    const known = { ...this.#bodies.factsOf(body), ...(plate === undefined ? {} : { plate }) };
    this.#write({ line: 'asked', ...frame, command: name, ...version, ...known, at: Date.now() });
    const request = { ...body, id } as unknown as RequestInput<N>;
    if (!answered) {
      this.applicant.socket.emit(name, request, () => undefined);
      return undefined;
    }
    const replies = await Promise.all(Array.from({ length: times }, () => this.applicant.send(name, request)));
    for (const reply of replies) {
      if (reply.ok) this.#bodies.heard(name, reply.answer);
      this.#write({ line: 'told', ...frame, said: saidOf(reply), at: Date.now() });
      this.#view();
    }
    return replies.at(-1);
  }

  settle(): void {
    this.#write({ line: 'settled', client: this.client, topic: 'pool', free: this.free });
  }

  #view(): void {
    this.#write(viewedLine(this.client, this.applicant.view));
  }
}
