/** The version and prefix to relax: compilers emit three C23 names on systems with glibc 2.38. */
const NEWER = 'GLIBC_2.38';
const PREFIX = '__isoc23_';
const VERSION_IS_WEAK = 0x2;

/**
 * Returns a copy of a shared object (ELF, 64 bits, little-endian) that no longer needs glibc 2.38. It binds each
 * `__isoc23_…` function to the plain function of the same name, which every glibc has; only the C23 form also reads
 * `0b…` numbers. Throws if anything else needs 2.38, or if the file is of another format.
 */
export const relinkGlibc = (original: Uint8Array): Buffer => {
  const elf = Buffer.from(original);
  const layout = readLayout(elf);
  const needed = readNeededVersions(elf, layout);
  const newer = needed.filter(({ name }) => name === NEWER);
  // The oldest version needed from libc is the one that its plain functions have had since the beginning.
  const oldest = needed.filter(({ file, name }) => file === 'libc.so.6' && name !== NEWER).toSorted(byVersion)[0];
  if (newer.length === 0 || !oldest) throw new Error(`this file does not need ${NEWER}`);
  // The loader refuses a file whose needed version is missing, used or not, unless the need is marked weak.
  for (const { flagsAt } of newer) elf.writeUInt16LE(elf.readUInt16LE(flagsAt) | VERSION_IS_WEAK, flagsAt);
  const newerIndexes = new Set(newer.map(({ index }) => index));
  for (let i = 1; i < layout.symbolCount; i++) {
    const versionAt = layout.symbolVersions + i * 2;
    if (!newerIndexes.has(elf.readUInt16LE(versionAt) & 0x7fff)) continue;
    const nameAt = layout.symbols + i * SYMBOL_SIZE;
    const name = textAt(elf, layout.strings + elf.readUInt32LE(nameAt));
    if (!name.startsWith(PREFIX)) throw new Error(`${name} needs ${NEWER} and has no older form`);
    // Names are offsets into one string table: the plain name is the tail of the longer one.
    elf.writeUInt32LE(elf.readUInt32LE(nameAt) + PREFIX.length, nameAt);
    elf.writeUInt16LE(oldest.index, versionAt);
  }
  return elf;
};

/** The dynamic symbols that a shared object needs, as `name@version` or plain `name`. */
export const neededSymbols = (elf: Buffer): string[] => {
  const layout = readLayout(elf);
  const versions = new Map(readNeededVersions(elf, layout).map(({ index, name }) => [index, name]));
  const found: string[] = [];
  for (let i = 1; i < layout.symbolCount; i++) {
    const at = layout.symbols + i * SYMBOL_SIZE;
    const undefinedHere = elf.readUInt16LE(at + 6) === 0;
    if (!undefinedHere) continue;
    const version = versions.get(elf.readUInt16LE(layout.symbolVersions + i * 2) & 0x7fff);
    found.push(textAt(elf, layout.strings + elf.readUInt32LE(at)) + (version ? `@${version}` : ''));
  }
  return found;
};

/** File offsets of the tables that name the needed symbols. */
type Layout = {
  readonly strings: number;
  readonly symbols: number;
  readonly symbolCount: number;
  readonly symbolVersions: number;
  readonly neededVersions: number;
  readonly neededFileCount: number;
};

const SYMBOL_SIZE = 24;
const PROGRAM_LOAD = 1;
const PROGRAM_DYNAMIC = 2;
/** Tags of the dynamic section, as the ELF specification numbers them. */
const TAG = {
  hash: 4,
  strings: 5,
  symbols: 6,
  symbolVersions: 0x6ffffff0,
  neededVersions: 0x6ffffffe,
  neededFiles: 0x6fffffff,
};

const readLayout = (elf: Buffer): Layout => {
  const is64LittleEndian = elf.length > 64 && elf.readUInt32BE(0) === 0x7f454c46 && elf[4] === 2 && elf[5] === 1;
  if (!is64LittleEndian) throw new Error('not a 64-bit little-endian ELF file');
  const segments = readSegments(elf);
  const tags = readDynamicTags(elf, segments);
  const valueOf = (tag: number): number => {
    const value = tags.get(tag);
    if (value === undefined) throw new Error(`the dynamic section lacks tag ${tag}`);
    return value;
  };
  const offsetOf = (tag: number): number => toOffset(segments, valueOf(tag));
  const [strings, symbols] = [offsetOf(TAG.strings), offsetOf(TAG.symbols)];
  return {
    strings,
    symbols,
    // Without the older hash table no field counts the symbols; linkers put the string table right after them.
    symbolCount: tags.has(TAG.hash)
      ? elf.readUInt32LE(offsetOf(TAG.hash) + 4)
      : Math.floor((strings - symbols) / SYMBOL_SIZE),
    symbolVersions: offsetOf(TAG.symbolVersions),
    neededVersions: offsetOf(TAG.neededVersions),
    neededFileCount: valueOf(TAG.neededFiles),
  };
};

type Segment = { readonly type: number; readonly offset: number; readonly address: number; readonly size: number };

const readSegments = (elf: Buffer): Segment[] => {
  const [table, entrySize, count] = [numberAt(elf, 32), elf.readUInt16LE(54), elf.readUInt16LE(56)];
  return Array.from({ length: count }, (_, i) => {
    const at = table + i * entrySize;
    return {
      type: elf.readUInt32LE(at),
      offset: numberAt(elf, at + 8),
      address: numberAt(elf, at + 16),
      size: numberAt(elf, at + 32),
    };
  });
};

const readDynamicTags = (elf: Buffer, segments: readonly Segment[]): Map<number, number> => {
  const section = segments.find(({ type }) => type === PROGRAM_DYNAMIC);
  const tags = new Map<number, number>();
  if (!section) return tags;
  for (let at = section.offset; at < section.offset + section.size; at += 16) {
    const tag = numberAt(elf, at);
    if (tag === 0) break;
    tags.set(tag, numberAt(elf, at + 8));
  }
  return tags;
};

const toOffset = (segments: readonly Segment[], address: number): number => {
  const home = segments.find(
    (each) => each.type === PROGRAM_LOAD && address >= each.address && address < each.address + each.size,
  );
  if (!home) throw new Error(`address ${address} is in no segment`);
  return address - home.address + home.offset;
};

/** One version that the file needs of one library; symbols refer to it by `index`. */
type NeededVersion = { readonly file: string; readonly name: string; readonly index: number; readonly flagsAt: number };

const readNeededVersions = (elf: Buffer, layout: Layout): NeededVersion[] => {
  const found: NeededVersion[] = [];
  let fileAt = layout.neededVersions;
  for (let i = 0; i < layout.neededFileCount; i++) {
    const file = textAt(elf, layout.strings + elf.readUInt32LE(fileAt + 4));
    let at = fileAt + elf.readUInt32LE(fileAt + 8);
    for (let versions = elf.readUInt16LE(fileAt + 2); versions > 0; versions--) {
      const name = textAt(elf, layout.strings + elf.readUInt32LE(at + 8));
      found.push({ file, name, index: elf.readUInt16LE(at + 6), flagsAt: at + 4 });
      at += elf.readUInt32LE(at + 12);
    }
    fileAt += elf.readUInt32LE(fileAt + 12);
  }
  return found;
};

const byVersion = (a: NeededVersion, b: NeededVersion): number => a.name.localeCompare(b.name, 'en', { numeric: true });
const textAt = (elf: Buffer, at: number): string => elf.toString('latin1', at, elf.indexOf(0, at));
const numberAt = (elf: Buffer, at: number): number => Number(elf.readBigUInt64LE(at));
