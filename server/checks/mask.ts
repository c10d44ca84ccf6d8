/** Keeps the first and the last characters of a text and stars the rest; stars all of a short text. */
const keepEnds = (text: string, head: number, tail: number): string => {
  const characters = [...text];
  const hidden = characters.length - head - tail;
  if (hidden <= 0) return '*'.repeat(characters.length);
  return [...characters.slice(0, head), '*'.repeat(hidden), ...characters.slice(head + hidden)].join('');
};

/** `13812345678` → `138****5678`. The unmasked parts here and below are all that may leave the server (ACCT-4). */
export const maskPhone = (phone: string): string => keepEnds(phone, 3, 4);

/** Keeps a VIN's maker (three characters) and its last four. */
export const maskVin = (vin: string): string => keepEnds(vin, 3, 4);

/** `张三丰` → `张*丰`, `张三` → `*三`. */
export const maskName = (name: string): string => keepEnds(name, [...name].length > 2 ? 1 : 0, 1);

/** Keeps two characters at each end of an identity number or a unified social credit code. */
export const maskIdNumber = (idNumber: string): string => keepEnds(idNumber, 2, 2);

/**
 * Keeps the first half of a network, so that its owner recognises it and nobody finds it: `203.0.*.*`, `2001:db8:*`.
 */
export const maskNetwork = (network: string): string => {
  const [first = '', second = ''] = network.split(network.includes(':') ? ':' : '.');
  return network.includes(':') ? `${first}:${second}:*` : `${first}.${second}.*.*`;
};
