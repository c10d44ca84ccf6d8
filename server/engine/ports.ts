import type { Engine, EngineOptions } from './engine.ts';
import { openHealthPort } from './health-port.ts';

type Parts = {
  readonly engine: Pick<Engine, 'listen' | 'close'>;
  readonly wanted: { readonly host: string; readonly port: number; readonly healthPort?: number | undefined };
  readonly options: Pick<EngineOptions, 'fetch' | 'peers' | 'log'>;
};

/** Where a server is reached: on its own port and, where that is wanted, on one where nothing but health is told. */
export class Ports {
  readonly #parts: Parts;
  #port = 0;
  #closeHealthPort: () => Promise<void> = async () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The server's own port, which the system chose where 0 was wanted; known once it is open. */
  get port(): number {
    return this.#port;
  }

  /** Rejects with one clear line where a port cannot be had. */
  async open(): Promise<void> {
    const { host, port, healthPort } = this.#parts.wanted;
    this.#port = await this.#parts.engine.listen(host, port);
    if (healthPort !== undefined)
      this.#closeHealthPort = await openHealthPort({ host, port: healthPort }, this.#parts.options);
  }

  /** Ends every connection, those of sockets too, and frees the ports. */
  async close(): Promise<void> {
    await this.#closeHealthPort();
    await this.#parts.engine.close();
  }
}
