import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type HeardMessage = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** A provider of text messages that records requests, and answers as the test says. */
export class SmsProvider {
  readonly heard: HeardMessage[] = [];
  /** The status of its next answers; 0: no answer. */
  status = 200;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        this.heard.push({ headers: request.headers, body });
        if (this.status !== 0) response.writeHead(this.status, { location: '/elsewhere' }).end();
      });
    });
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/sms`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
