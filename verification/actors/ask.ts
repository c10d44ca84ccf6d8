import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

/** Options that `fetch` lacks: the local address, and the certificate authority to trust. */
type Asking = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly from?: string;
  readonly ca?: string;
};

export type Heard = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };

/** One request on a connection of its own. */
export const ask = (url: string, { method = 'GET', headers = {}, body, from, ca }: Asking = {}): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const options = {
      method,
      headers,
      agent: false as const,
      ...(from ? { localAddress: from } : {}),
      ...(ca ? { ca } : {}),
    };
    const sent = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, options, (response) => {
      text(response).then(
        (heard) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: heard }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** The cookies that an answer sets, whole, and as a browser would send them back. */
export const cookiesOf = ({ headers }: Heard): { readonly set: string; readonly sent: string } => {
  const set = (headers['set-cookie'] ?? []).join('\n');
  return { set, sent: set.split(';', 1)[0] ?? '' };
};
