import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type AuthoritySettings, authoritySettings } from '../../server/authority/settings.ts';
import type { CaptchaProof } from '../../server/pool/store.ts';
import type { CommandRequest, Executed } from '../../server/selection/committer.ts';
import { type Person, SelectionNode } from '../../test/support/selection-node.ts';
import { SmallPool } from '../../test/support/small-pool.ts';
import type { Line, LineOf } from './format.ts';
import { eventLine, eventsOf, finalLines, poolLine, saidOf, viewedLine } from './recording.ts';

type Command = LineOf<'asked'>['command'];
/** What the player knows of a command's body, and whether its answer comes. */
type Known = Partial<
  Pick<LineOf<'asked'>, 'plate' | 'token' | 'layout' | 'captcha' | 'captchaIs' | 'captchaUntil' | 'codeOf' | 'version'>
> & { readonly heard?: false };

/** A history in the making: what people do on a small pool is done for real, and written down. */
export class Story {
  readonly pool: SmallPool;
  readonly node: SelectionNode;
  readonly settings: AuthoritySettings;
  readonly #said: Line[] = [];
  readonly #people: Person[] = [];

  private constructor(pool: SmallPool, settings: AuthoritySettings) {
    this.pool = pool;
    this.settings = settings;
    this.node = new SelectionNode(pool, { settings });
  }

  /** @param settings what differs from an authority that is always open */
  static async begin(settings: z.input<typeof authoritySettings> = {}): Promise<Story> {
    const story = new Story(
      await SmallPool.open(),
      authoritySettings.parse({ hours: 'always', returnWithinSeconds: 0, ...settings }),
    );
    await story.node.start();
    return story;
  }

  async person(name: string, owner?: string): Promise<Person> {
    const person = await this.node.person(name, owner);
    this.#people.push(person);
    return person;
  }

  /** Has a person do something, as client `<name>-phone`, and writes down what was asked and answered. */
  async tell(
    person: Person,
    command: Command,
    act: (asked: CommandRequest) => Promise<Executed>,
    { heard, ...known }: Known = {},
  ): Promise<CommandRequest['id']> {
    const slips = known.version === undefined ? {} : { version: known.version };
    const asked = person.asked({ id: `${command}-${randomUUID().slice(0, 8)}` as CommandRequest['id'], ...slips });
    await this.#say(person, command, asked, act, heard !== false, known);
    return asked.id;
  }

  async #say(
    person: Person,
    command: Command,
    asked: CommandRequest,
    act: (asked: CommandRequest) => Promise<Executed>,
    isHeard: boolean,
    known: Omit<Known, 'heard'>,
  ): Promise<void> {
    const frame = { client: `${person.id}-phone`, selection: person.id, id: asked.id };
    const version = command === 'openKeyboard' || asked.version === undefined ? {} : { version: asked.version };
    this.#said.push({ line: 'asked', ...frame, command, ...version, ...known, ...this.#when });
    const said = await act(asked);
    if (!isHeard) return;
    this.#said.push({ line: 'told', ...frame, said: saidOf(said), ...this.#when });
    this.#said.push(viewedLine(frame.client, person.view));
  }

  /** Writes down that a person asked something and was refused, though nobody has asked the pool. */
  invent(person: Person, command: Command, code: string, known: Omit<Known, 'heard'> = {}): void {
    const frame = { client: `${person.id}-phone`, selection: person.id, id: 'invented' };
    const seen = command === 'openKeyboard' ? {} : { version: person.view.version };
    this.#said.push({ line: 'asked', ...frame, command, ...seen, ...known, ...this.#when });
    this.#said.push({ line: 'told', ...frame, said: { ok: false, code }, ...this.#when });
  }

  get #when(): { readonly at: number; readonly after: number } {
    return { at: this.pool.now, after: this.pool.store.offset };
  }

  /** A person's whole way to a reserved number. */
  async reserve(person: Person, nth: number): Promise<void> {
    await this.hold(person, nth);
    await this.confirm(person, nth);
    const codeOf = await this.requestCode(person);
    await this.complete(person, 'right', codeOf);
  }

  /** Asks for a number, which may be taken. */
  async hold(person: Person, nth: number, known: Known = {}): Promise<void> {
    await this.tell(person, 'openKeyboard', (asked) => person.enter(asked));
    this.pool.passTo(person.in('choosing').verifyFrom ?? 0);
    await this.verify(person, nth, known);
  }

  /** Asks for a number on the keyboard that is open. */
  async verify(person: Person, nth: number, known: Known = {}, captcha?: CaptchaProof): Promise<void> {
    const [proof, facts] = await this.#captcha(person, captcha);
    const plate = this.pool.plate(nth);
    await this.tell(person, 'verifyPlate', (asked) => person.verify(plate, asked, proof), {
      plate,
      ...facts,
      ...known,
    });
  }

  async draw(person: Person, known: Known = {}, captcha?: CaptchaProof): Promise<void> {
    const [proof, facts] = await this.#captcha(person, captcha);
    await this.tell(person, 'drawPlates', (asked) => person.draw(asked, proof), { ...facts, ...known });
  }

  async release(person: Person, known: Known = {}, token = person.token): Promise<void> {
    await this.tell(person, 'releaseHold', (asked) => person.release(asked, token), { token, ...known });
  }

  async confirm(person: Person, nth: number, known: Known = {}, token = person.token): Promise<void> {
    const plate = this.pool.plate(nth);
    const body = { plate, token, ...known };
    await this.tell(person, 'confirmPlate', (asked) => person.confirm(plate, asked, token), body);
  }

  /** Has a code sent, with this digest, and answers the command's id. */
  requestCode(person: Person, digest = 'right', known: Known = {}): Promise<string> {
    const { token } = person;
    const act = (asked: CommandRequest) => person.requestCode(digest, asked, token);
    return this.tell(person, 'requestCode', act, { token, ...known });
  }

  /** Enters the code with this digest, which a command sent, or none. */
  async complete(person: Person, digest: string, codeOf: string | null): Promise<void> {
    const { token } = person;
    await this.tell(person, 'completeReservation', (asked) => person.complete(digest, asked, token), { token, codeOf });
  }

  async #captcha(person: Person, captcha?: CaptchaProof): Promise<readonly [CaptchaProof, Known]> {
    const captchaUntil = this.pool.now + 300_000;
    const proof = captcha ?? (await person.captcha());
    const captchaIs = proof.digest === 'right' ? ('right' as const) : ('wrong' as const);
    return [proof, { captcha: proof.id, captchaIs, captchaUntil }];
  }

  /** What a node and two clients that watch the pool would have written of every event. */
  #watching(events: readonly LineOf<'event'>[]): Line[] {
    let free = 0;
    return events.flatMap(({ offset, type, taken, freed }): Line[] => {
      free += type === 'blockOpened' ? 8 : freed.length - taken.length;
      const how = offset === 1 ? ('afresh' as const) : ('applied' as const);
      const seq = offset + 100;
      const picture = { line: 'shown', node: 'n1', topic: 'pool', seq, free } as const;
      const step = offset === 1 ? ('whole' as const) : ('moved' as const);
      return [
        { line: 'followed', node: 'n1', how, offset, free },
        { ...picture, client: 'watcher-1', how: step },
        { ...picture, client: 'watcher-2', how: step },
      ];
    });
  }

  /** The whole history, as a folder would give it. `open`: when choosing is open, null for always. */
  async end(open: NonNullable<LineOf<'pool'>['settings']['open']> | null = null): Promise<Line[]> {
    const { store } = this.pool;
    const { blocks } = await store.snapshot();
    const events = (await eventsOf(store)).map(eventLine);
    const free = (await store.tally()).free;
    return [
      poolLine(this.settings, blocks, { uncertainty: 0, open }),
      ...this.#people.map(({ id, owner }): Line => {
        return { line: 'person', person: owner, clients: [`${id}-phone`, `${id}-tablet`], selections: [id] };
      }),
      ...events,
      ...this.#watching(events),
      ...this.#said,
      { line: 'settled', client: 'watcher-1', topic: 'pool', free },
      ...(await finalLines(
        store,
        this.#people.map(({ id }) => id),
      )),
    ];
  }
}

/**
 * Four people on eight numbers: anna reserves one and registers it, bert finds it taken, draws twice and lets the
 * second draw lapse, carl confirms and never completes, dora holds one and gives it back.
 */
export const honest = async (): Promise<Line[]> => {
  const story = await Story.begin();
  const [anna, bert, carl, dora] = [
    await story.person('anna'),
    await story.person('bert'),
    await story.person('carl'),
    await story.person('dora'),
  ];
  await story.reserve(anna, 0);
  await story.hold(bert, 0);
  await story.draw(bert);
  await story.release(bert);
  await story.draw(bert);
  story.pool.pass(90_000);
  await story.pool.store.lapse(10);
  await story.hold(carl, 1);
  await story.confirm(carl, 1);
  await story.tell(anna, 'collect', (asked) => anna.collect(asked));
  await story.hold(dora, 2);
  await story.release(dora);
  story.pool.pass(180_000);
  await story.pool.store.lapse(10);
  await story.reserve(await story.person('emil'), 3);
  return story.end();
};
