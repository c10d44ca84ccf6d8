const LF = 0x0a;

/**
 * Cuts one direction of a Redis connection into whole values: commands one way, replies the other. What it hands on is
 * good until the handler returns.
 */
export const valuesOf = (hear: (value: Buffer) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer | undefined;
  return (chunk) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let end = endOf(bytes, at); end > 0; end = endOf(bytes, at)) {
      hear(bytes.subarray(at, end));
      at = end;
    }
    rest = at === bytes.length ? undefined : bytes.subarray(at);
  };
};

/** Where the value that begins at `start` ends; -1 where it is not whole yet. */
const endOf = (bytes: Buffer, start: number): number => {
  let at = start;
  // How many values are still to come; a list puts its own in their place.
  for (let due = 1; due > 0; due -= 1) {
    const line = bytes.indexOf(LF, at);
    if (line < 0) return -1;
    const type = String.fromCharCode(bytes[at] ?? 0);
    const size = '$=!*~>%|'.includes(type) ? Number(bytes.toString('latin1', at + 1, line - 1)) : 0;
    at = line + 1;
    if (size < 0) continue;
    if ('$=!'.includes(type)) at += size + 2;
    else if ('*~>'.includes(type)) due += size;
    else if ('%|'.includes(type)) due += 2 * size;
    if (at > bytes.length) return -1;
  }
  return at;
};
