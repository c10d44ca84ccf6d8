import type { Engine, EngineOptions } from './engine.ts';
import { openHealthPort } from './health-port.ts';

type Parts = {
  readonly engine: Pick<Engine, 'listen' | 'close'>;
  readonly wanted: { readonly host: string; readonly port: number; readonly healthPort?: number | undefined };
  readonly options: Pick<EngineOptions, 'fetch' | 'peers' | 'log'>;
};

/** The ports of a server: its own, and perhaps another that serves only health. */
export class Ports {
  readonly #parts: Parts;
  #port = 0;
  #closeHealthPort: () => Promise<void> = async () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The server's own port; for port 0 the one that the system chose. Known after `open`. */
  get port(): number {
    return this.#port;
  }

  /** Opens the ports. Rejects with one clear line if one cannot be opened. */
  async open(): Promise<void> {
    const { host, port, healthPort } = this.#parts.wanted;
    this.#port = await this.#parts.engine.listen(host, port);
    if (healthPort !== undefined)
      this.#closeHealthPort = await openHealthPort({ host, port: healthPort }, this.#parts.options);
  }

  /** Ends every connection, WebSockets too, and frees the ports. */
  async close(): Promise<void> {
    await this.#closeHealthPort();
    await this.#parts.engine.close();
  }
}
