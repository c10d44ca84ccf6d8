import { fstatSync, writeSync } from 'node:fs';

/** The most that may wait for a reader that does not read: some thousand lines. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** The members of a stream that are used. */
type Out = Pick<NodeJS.WriteStream, 'writable' | 'writableLength' | 'write' | 'on'>;

/**
 * Takes the lines of the log. A full disk, or a reader that is gone or does not read, costs lines, which are counted, and
 * nothing else: no write waits, and none ends the process. Once lines get through again, one says how many were lost.
 */
export class LineSink {
  readonly #put: (line: string) => boolean;
  #lost = 0;
  #reported = 0;

  /** @param put takes a line; false where it was lost */
  constructor(put: (line: string) => boolean) {
    this.#put = put;
  }

  /** Writes to a file at once, so that the last lines of a process that dies are there. */
  static ofFile(fd: number): LineSink {
    return new LineSink((line) => {
      try {
        return writeSync(fd, line) === Buffer.byteLength(line);
      } catch {
        return false;
      }
    });
  }

  static ofStream(out: Out): LineSink {
    // Lines under way are lost with the reader; each later one is refused.
    out.on('error', () => undefined);
    return new LineSink((line) => {
      if (!out.writable || out.writableLength > MAX_WAITING_BYTES) return false;
      out.write(line);
      return true;
    });
  }

  /** Writes to standard output, whatever that is. */
  static ofStandardOutput(): LineSink {
    const { stdout } = process;
    const kind = fstatSync(stdout.fd);
    return kind.isFile() || (kind.isCharacterDevice() && !stdout.isTTY)
      ? LineSink.ofFile(stdout.fd)
      : LineSink.ofStream(stdout);
  }

  /** How many lines were lost since the process began. */
  get lost(): number {
    return this.#lost;
  }

  write(line: string): void {
    if (!this.#put(line)) this.#lost += 1;
    else if (this.#lost > this.#reported) this.#report();
  }

  #report(): void {
    const lost = this.#lost - this.#reported;
    const line = { level: 40, time: new Date().toISOString(), lost, msg: 'lines of the log were lost' };
    if (this.#put(`${JSON.stringify(line)}\n`)) this.#reported = this.#lost;
  }
}
