import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { LETTERS } from '../../protocol/plate.ts';
import { Choices } from '../simulation/choices.ts';
import type { Person } from './person.ts';

/** The longest pause of a person between two acts, in ms. */
const THINKING = 250;
/** Numbers that everybody wants at one time; they move on as people come. */
const WANTED = 16;

/**
 * People who choose for as long as the play lets them: they type, verify what others want too, draw, confirm, enter
 * codes, give up, and let countdowns end. A person with a number, or with nothing left, goes, and another comes.
 */
export class Crowd {
  /** A sentence for each thing that nobody should experience. */
  readonly problems: string[] = [];
  readonly #arrive: () => Promise<Person>;
  readonly #seed: number;
  readonly #present = new Set<Person>();
  #arrived = 0;
  #mostSent = 0;
  #stopping = false;
  readonly #gone = new AbortController();
  #lives: Promise<void>[] = [];

  /** @param arrive brings the next person */
  constructor(arrive: () => Promise<Person>, seed: number) {
    this.#arrive = arrive;
    this.#seed = seed;
  }

  /** Everybody who is here. */
  get people(): readonly Person[] {
    return [...this.#present];
  }

  /** The most often that anybody's command had to be sent. */
  get mostSent(): number {
    return Math.max(this.#mostSent, ...this.people.map(({ mostSent }) => mostSent));
  }

  /** Lets so many people in; resolves when all are there. */
  async start(size: number): Promise<void> {
    const first = await Promise.all(Array.from({ length: size }, () => this.#next()));
    this.#lives = first.map((person) => this.#keepPlace(person));
  }

  /** Resolves when everybody is connected again; rejects after half a minute. */
  async allUp(): Promise<void> {
    await Promise.all(this.people.map((person) => this.until(person, () => person.isUp, 'being back')));
  }

  /** Waits until a condition holds of a person, or the person is finished and gone; rejects after half a minute. */
  until(person: Person, so: () => boolean, what: string): Promise<void> {
    return person.until(() => so() || !this.#present.has(person), what);
  }

  /** Lets everybody finish their act and then only watch; people who have gone are not waited for. */
  async rest(): Promise<void> {
    this.#stopping = true;
    const { signal } = this.#gone;
    if (!signal.aborted) await Promise.race([Promise.all(this.#lives), once(signal, 'abort')]);
  }

  /** Ends everybody at once, in the middle of anything. */
  leave(): void {
    this.#stopping = true;
    this.#mostSent = this.mostSent;
    for (const person of this.#present) person.leave();
    this.#present.clear();
    this.#gone.abort();
  }

  async #next(): Promise<Person> {
    const person = await this.#arrive();
    this.#present.add(person);
    person.client.connection.subscribe(() => {
      if (person.ended === undefined) return;
      this.problems.push(`${person.name} was sent away for ever: ${person.ended}`);
      this.#present.delete(person);
      person.leave();
    });
    return person;
  }

  async #keepPlace(first: Person): Promise<void> {
    for (let person: Person | undefined = first; person !== undefined; ) {
      const here: Person = person;
      this.#arrived += 1;
      await this.#live(here, new Choices({ seed: this.#seed * 1_000 + this.#arrived })).catch((error: unknown) =>
        this.problems.push(error instanceof Error ? error.message : String(error)),
      );
      if (this.#stopping) return;
      this.#present.delete(here);
      this.#mostSent = Math.max(this.#mostSent, here.mostSent);
      here.leave();
      person = await this.#successor();
    }
  }

  /** Tries a sign-in again for as long as nobody can sign in. */
  async #successor(): Promise<Person | undefined> {
    while (!this.#stopping) {
      const person = await this.#next().catch(() => undefined);
      if (person !== undefined) return person;
      await delay(THINKING);
    }
    return undefined;
  }

  /** Acts until the person has a number, or nothing is left to try. */
  async #live(person: Person, choices: Choices): Promise<void> {
    const hot = Math.floor(this.#arrived / 4) * WANTED;
    while (!this.#stopping && this.#present.has(person)) {
      const { view } = person;
      if (view.stage === 'reserved' || (view.stage === 'choosing' && view.triesLeft + view.drawsLeft === 0)) return;
      const sent = await this.#act(person, choices, hot);
      if (sent === 'unanswered' && !this.#stopping)
        this.problems.push(`a command of ${person.name} at the stage ${view.stage} was never answered`);
      await delay(choices.pick(THINKING));
    }
  }

  async #act(person: Person, choices: Choices, hot: number): Promise<unknown> {
    const { view } = person;
    switch (view.stage) {
      case 'choosing':
        return view.triesLeft > 0 && choices.pick(3) > 0
          ? person.verify(plateOf(hot + choices.pick(WANTED)))
          : person.draw();
      case 'holding':
      case 'picking':
        if (choices.pick(3) === 0) return outwait(person, view.deadline);
        return choices.pick(4) === 0 ? person.release() : person.confirm();
      case 'confirming':
        return choices.pick(3) === 0 ? outwait(person, view.deadline) : person.finish();
      default:
        return undefined;
    }
  }
}

/** Lets a countdown end. */
const outwait = async (person: Person, deadline: number): Promise<void> => {
  const { version } = person.view;
  await person.waitUntil(deadline);
  await person.send('readSelection', {});
  // Whatever is shown, it is at least as new.
  if (person.view.version < version) throw new Error(`${person.name} was shown an older version`);
};

/** The nth of the 48,000 numbers of the first block. */
const plateOf = (nth: number): string => {
  const [last, letter, half, tens] = [
    nth % 10,
    Math.floor(nth / 10) % 24,
    Math.floor(nth / 240) % 2,
    Math.floor(nth / 480) % 100,
  ];
  return `${String(tens).padStart(2, '0')}${'AB'.charAt(half)}${LETTERS.charAt(letter)}${last}`;
};

/** The nth number from the other end, which the crowd's verifications are far from. */
export const plateFromTheEnd = (nth: number): string => plateOf(47_999 - nth);
