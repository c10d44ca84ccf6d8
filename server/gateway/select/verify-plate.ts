import type { TypedKeys } from '../../../protocol/keyboard.ts';
import { BLANK, type Serial, serial } from '../../../protocol/plate.ts';
import type { Captchas } from '../../checks/captchas.ts';
import type { Keyboard } from '../../checks/keyboard.ts';
import type { Selections } from '../../selection/selections.ts';
import type { SelectHandler } from './handler.ts';
import { type KeyboardParts, keyboardAt, momentOf } from './keyboards.ts';

type Parts = KeyboardParts & {
  readonly selections: Pick<Selections, 'verify' | 'refuse'>;
  readonly captchas: Pick<Captchas, 'proofOf'>;
  readonly positions: () => number;
};

export const verifyPlate =
  (parts: Parts): SelectHandler<'verifyPlate'> =>
  (request, call) => {
    const { selections, captchas, positions } = parts;
    const keyboard = keyboardAt(call.caller, request.layout, momentOf(parts, call));
    const plate = keyboard === undefined ? 'layoutUnknown' : completeNumber(keyboard, request.keys, positions());
    // A command that was carried out before must get its old answer, and only the store knows that (SAFE-1).
    if (isRefusal(plate)) return selections.refuse(call.command, plate);
    return selections.verify(call.command, plate, captchas.proofOf(request.captcha));
  };

type Wrong = 'layoutUnknown' | 'keyUnknown' | 'incompleteNumber';

const isRefusal = (plate: Serial | Wrong): plate is Wrong =>
  plate === 'layoutUnknown' || plate === 'keyUnknown' || plate === 'incompleteNumber';

const completeNumber = (keyboard: Keyboard, keys: TypedKeys, positions: number): Serial | Wrong => {
  const pattern = keyboard.decode(keys, positions);
  if (pattern === 'keyUnknown') return 'keyUnknown';
  // A pattern without a blank is a serial.
  return pattern.includes(BLANK) ? 'incompleteNumber' : serial.parse(pattern);
};
