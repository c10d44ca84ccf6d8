/** A webhook's address in the form that `fetch` accepts: user and password in a header, never in the URL. */
export type WebhookAddress = { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** Ports to which `fetch` never connects, by its standard. */
export const BLOCKED_PORTS: readonly number[] = [
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/** The reason why no message can be sent to this URL; undefined if it can. */
export const webhookProblem = (text: string): string | undefined => {
  const form = 'must look like https://sms.example.org/send';
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return form;
  const { hash, port, username, password } = new URL(text);
  if (hash !== '') return `${form}, without a # (write it %23 in a user or a password)`;
  if (port !== '' && BLOCKED_PORTS.includes(Number(port))) return `names port ${port}, to which fetch never connects`;
  try {
    decodeURIComponent(`${username}${password}`);
    return undefined;
  } catch {
    return 'has a % that begins no code such as %40; write a % of the user or password as %25';
  }
};

/** Moves user and password from the URL into the `Authorization` header (RFC 7617). */
export const addressOf = (text: string): WebhookAddress => {
  const url = new URL(text);
  const { username, password } = url;
  if (username === '' && password === '') return { url: url.href, headers: {} };
  url.username = '';
  url.password = '';
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return { url: url.href, headers: { authorization: `Basic ${credentials.toString('base64')}` } };
};
