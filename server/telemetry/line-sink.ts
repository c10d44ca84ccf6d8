import { fstatSync, writeSync } from 'node:fs';

/** What may wait for a reader that does not read, in bytes: some thousand lines. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** Of a stream, what is used. */
type Out = Pick<NodeJS.WriteStream, 'writable' | 'writableLength' | 'write' | 'on'>;

/**
 * Where the lines of the log go. A disk that is full, a reader that is gone and one that does not read cost lines, which
 * are counted, and nothing else: no line is waited for, and none ends the process. Once lines get through again it is
 * said how many were lost.
 */
export class LineSink {
  readonly #put: (line: string) => boolean;
  #lost = 0;
  #told = 0;

  /** @param put takes a line; false where it was lost */
  constructor(put: (line: string) => boolean) {
    this.#put = put;
  }

  /** Of a file the lines are written at once, so that the last ones of a process that dies are there. */
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
    // Each line that was on its way is lost with the reader; those behind it are refused one by one.
    out.on('error', () => undefined);
    return new LineSink((line) => {
      if (!out.writable || out.writableLength > MAX_WAITING_BYTES) return false;
      out.write(line);
      return true;
    });
  }

  /** Of standard output, whatever that is. */
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
    else if (this.#lost > this.#told) this.#tell();
  }

  #tell(): void {
    const lost = this.#lost - this.#told;
    const line = { level: 40, time: new Date().toISOString(), lost, msg: 'lines of the log were lost' };
    if (this.#put(`${JSON.stringify(line)}\n`)) this.#told = this.#lost;
  }
}
