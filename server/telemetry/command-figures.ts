import { Counter, type Registry } from 'prom-client';
import { Durations } from './durations.ts';

/** From a twentieth of a millisecond, a keystroke, to two and a half seconds, when people give up. */
const ANSWER_SECONDS = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
];

/** What was answered, how often, and how soon. It is written at every message, so it is plain sums until it is read. */
export class CommandFigures {
  readonly #outcomes = new Map<string, Map<string, number>>();
  readonly #seconds: Durations;

  constructor(registry: Registry) {
    const outcomes = this.#outcomes;
    const counter = new Counter({
      registers: [],
      name: 'xuanhao_commands_total',
      help: 'Commands and queries answered, by their outcome or refusal',
      labelNames: ['command', 'outcome'],
      collect() {
        this.reset();
        for (const [command, sums] of outcomes) for (const [outcome, sum] of sums) this.inc({ command, outcome }, sum);
      },
    });
    registry.registerMetric(counter);
    this.#seconds = new Durations(registry, {
      name: 'xuanhao_command_seconds',
      help: 'From a command at the door to its acknowledgement',
      bounds: ANSWER_SECONDS,
      label: 'command',
    });
  }

  /** @param command a name of the closed list, or `unknown`: never what a client wrote */
  answered(command: string, outcome: string, seconds: number): void {
    let sums = this.#outcomes.get(command);
    if (sums === undefined) {
      sums = new Map();
      this.#outcomes.set(command, sums);
    }
    sums.set(outcome, (sums.get(outcome) ?? 0) + 1);
    this.#seconds.took(seconds, command);
  }
}
