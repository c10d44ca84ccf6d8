/** Calls from a parent process to its child over Node's IPC channel; inputs and answers are plain values. */
export type Calls = Readonly<Record<string, (input: never) => unknown>>;

type Asked = { readonly call: number; readonly name: string; readonly input: unknown };
type Answered = { readonly call: number; readonly answer?: unknown; readonly error?: string };

/** Answers the calls of the parent, and ends with it. */
export const serveCalls = (calls: Calls): void => {
  process.on('message', ({ call, name, input }: Asked) => {
    const reply = (answered: Omit<Answered, 'call'>): void => void process.send?.({ call, ...answered });
    Promise.resolve()
      .then(() => calls[name]?.(input as never))
      .then(
        (answer) => reply({ answer }),
        (error: unknown) => reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  process.once('disconnect', () => process.exit());
};

export type { Answered };
