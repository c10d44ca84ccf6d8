import { randomUUID } from 'node:crypto';
import { authoritySettings } from '../../server/authority/settings.ts';
import type { Asked, CarriedOut } from '../../server/selection/committer.ts';
import { type Person, SelectionNode } from '../support/selection-node.ts';
import { SmallPool } from '../support/small-pool.ts';
import type { Line, LineOf } from './format.ts';
import { eventLine, eventsOf, finalLines, poolLine, viewedLine } from './recording.ts';

type Command = LineOf<'asked'>['command'];

/** A history in the making: what people do on a small pool is done for real, and written down. */
export class Story {
  readonly pool: SmallPool;
  readonly node: SelectionNode;
  readonly #said: Line[] = [];
  readonly #people: Person[] = [];

  private constructor(pool: SmallPool) {
    this.pool = pool;
    this.node = new SelectionNode(pool);
  }

  static async begin(): Promise<Story> {
    const story = new Story(await SmallPool.open());
    await story.node.readClock();
    return story;
  }

  async person(name: string): Promise<Person> {
    const person = await this.node.person(name);
    this.#people.push(person);
    return person;
  }

  /** Has a person do something, as client `<name>-phone`, and writes down what was asked and answered. */
  async tell(
    person: Person,
    command: Command,
    act: (asked: Asked) => Promise<CarriedOut>,
    heard: 'heard' | 'unheard' = 'heard',
  ): Promise<void> {
    const asked = person.asked({ id: `${command}-${randomUUID().slice(0, 8)}` as Asked['id'] });
    const frame = { client: `${person.id}-phone`, selection: person.id, id: asked.id };
    const version = command === 'openKeyboard' || asked.version === undefined ? {} : { version: asked.version };
    this.#said.push({ line: 'asked', ...frame, command, ...version });
    const { said } = await act(asked);
    if (heard === 'unheard') return;
    if (!said.ok) this.#said.push({ line: 'told', ...frame, said: { ok: false, code: said.refusal.code } });
    else this.#said.push({ line: 'told', ...frame, said: { ok: true, answer: said.answer as { outcome: string } } });
    this.#said.push(viewedLine(frame.client, person.view));
  }

  /** A person's whole way to a reserved number. */
  async reserve(person: Person, nth: number): Promise<void> {
    await this.hold(person, nth);
    await this.tell(person, 'confirmPlate', (asked) => person.confirm(this.pool.plate(nth), asked));
    await this.tell(person, 'requestCode', (asked) => person.requestCode('right', asked));
    await this.tell(person, 'completeReservation', (asked) => person.complete('right', asked));
  }

  /** Asks for a number, which may be taken. */
  async hold(person: Person, nth: number, heard: 'heard' | 'unheard' = 'heard'): Promise<void> {
    await this.tell(person, 'openKeyboard', (asked) => person.enter(asked));
    this.pool.passTo(person.in('choosing').verifyFrom ?? 0);
    await this.tell(person, 'verifyPlate', (asked) => person.verify(this.pool.plate(nth), asked), heard);
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

  /** The whole history, as a folder would give it. */
  async end(): Promise<Line[]> {
    const { store } = this.pool;
    const { blocks } = await store.snapshot();
    const events = (await eventsOf(store)).map(eventLine);
    const free = (await store.tally()).free;
    return [
      poolLine(authoritySettings.parse({ hours: 'always' }), blocks),
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
  await story.tell(bert, 'drawPlates', (asked) => bert.draw(asked));
  await story.tell(bert, 'releaseHold', (asked) => bert.release(asked));
  await story.tell(bert, 'drawPlates', (asked) => bert.draw(asked));
  story.pool.pass(90_000);
  await story.pool.store.lapse(10);
  await story.hold(carl, 1);
  await story.tell(carl, 'confirmPlate', (asked) => carl.confirm(story.pool.plate(1), asked));
  await story.tell(anna, 'collect', (asked) => anna.collect(asked));
  await story.hold(dora, 2);
  await story.tell(dora, 'releaseHold', (asked) => dora.release(asked));
  story.pool.pass(180_000);
  await story.pool.store.lapse(10);
  await story.reserve(await story.person('emil'), 3);
  return story.end();
};
