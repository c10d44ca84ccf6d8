import { Counter, type Registry } from 'prom-client';
import { Durations, type Series } from './durations.ts';

/** From a twentieth of a millisecond, a keystroke, to two and a half seconds, when people give up. */
const ANSWER_SECONDS = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
];

type Figures = { readonly outcomes: Map<string, { times: number }>; readonly seconds: Series };

/** Counts and times answers, by command and outcome; plain sums until they are read, since every message adds to them. */
export class CommandFigures {
  readonly #figures = new Map<string, Figures>();
  readonly #seconds: Durations;

  constructor(registry: Registry) {
    const figures = this.#figures;
    const counter = new Counter({
      registers: [],
      name: 'xuanhao_commands_total',
      help: 'Commands and queries answered, by their outcome or refusal',
      labelNames: ['command', 'outcome'],
      collect() {
        this.reset();
        for (const [command, { outcomes }] of figures)
          for (const [outcome, { times }] of outcomes) this.inc({ command, outcome }, times);
      },
    });
    registry.registerMetric(counter);
    this.#seconds = new Durations(registry, {
      name: 'xuanhao_command_seconds',
      help: 'From a command’s arrival to its acknowledgement',
      bounds: ANSWER_SECONDS,
      label: 'command',
    });
  }

  /** @param command a name of the closed list, or `unknown`: never what a client wrote */
  answered(command: string, outcome: string, seconds: number): void {
    const figures = this.#figures.get(command) ?? this.#open(command);
    figures.seconds.took(seconds);
    const counted = figures.outcomes.get(outcome);
    if (counted === undefined) figures.outcomes.set(outcome, { times: 1 });
    else counted.times += 1;
  }

  #open(command: string): Figures {
    const figures = { outcomes: new Map(), seconds: this.#seconds.of(command) };
    this.#figures.set(command, figures);
    return figures;
  }
}
