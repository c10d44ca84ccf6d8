import { codeOf } from '../../../protocol/normal-form.ts';

/** Which plate a vehicle gets: one of five characters, one of six, or one that cannot be chosen here. */
export type VehicleClass = 'small' | 'smallNewEnergy' | 'other';

/** The kinds of plates by their names and codes (GA 24.7), and what this service has always understood. */
const PLATE_KINDS: Readonly<Record<string, VehicleClass>> = {
  SMALL: 'small',
  SMALLNEWENERGY: 'smallNewEnergy',
  OTHER: 'other',
  小型: 'small',
  小型汽车: 'small',
  微型汽车: 'small',
  轿车: 'small',
  小型新能源汽车: 'smallNewEnergy',
  其他: 'other',
  大型汽车: 'other',
  大型新能源汽车: 'other',
  '01': 'other',
  '02': 'small',
  '51': 'other',
  '52': 'smallNewEnergy',
};

/** How GA 802 builds the names of vehicles that get a small plate: a size, and what the vehicle is. */
const SMALL = [
  /^[小微]型(?:普通|双层|铰接|越野|专用)?客车$/,
  /^[小微]型(?:轿车|面包车|专用校车|旅居车|专门用途汽车)$/,
  /^[轻微]型(?:普通|栏板|多用途|厢式|封闭|罐式|平板|集装厢|特殊结构|仓栅式)?(?:自卸)?货车$/,
  /^[轻微]型(?:集装[厢箱]车|车辆运输车)$/,
  /^[小微轻]型专项作业车$/,
];
/** The larger ones, and what has plates of its own: two or three wheels, trailers, tractors, machines. */
const OTHER = [
  /^[大中重]型.*[车]$/,
  /(?:摩托车|挂车|牵引车|拖拉机|电车|机械(?:车)?|三轮汽车|低速(?:汽车|车|货车|.*货车)|农用运输车)$/,
  /低速货车$/,
];
/** Power trains that get a plate of six characters. */
const NEW_ENERGY = /新能源|纯电动|插电式?(?:混合动力|混动)|增程式?|燃料电池/;
/** Of GA/T 16.4: a letter for what it is, a digit for its size. */
const CODE = /^([KHQZDMNTJGBX])(\d)[0-9A-Z]$/;
const SMALL_SIZES: Readonly<Record<string, string>> = { K: '34', H: '34', Z: '347' };

/** Reads a class as clerks write it: a name or code of GA 802, or a kind of plate. Undefined if it is neither. */
export const vehicleClassOf = (text: string): VehicleClass | undefined => {
  // `K33:小型轿车`, `小型轿车(K33)` and `小型汽车号牌` say the same as the name alone.
  const whole = codeOf(text);
  const name = whole.replaceAll(/^[A-Z]\d[0-9A-Z][:：]?(?=\p{Script=Han})|\([^)]*\)|号牌$/gu, '');
  const known = PLATE_KINDS[name] ?? classOfName(name) ?? classOfCode(name);
  if (known !== undefined) return known;
  const bare = name.replace(NEW_ENERGY, '');
  const without = bare === name ? undefined : (PLATE_KINDS[bare] ?? classOfName(bare));
  return without === 'small' ? 'smallNewEnergy' : without;
};

const classOfName = (name: string): VehicleClass | undefined => {
  if (SMALL.some((rule) => rule.test(name))) return 'small';
  return OTHER.some((rule) => rule.test(name)) ? 'other' : undefined;
};

const classOfCode = (name: string): VehicleClass | undefined => {
  const [, kind = '', size = ''] = CODE.exec(name) ?? [];
  if (kind === '') return undefined;
  return SMALL_SIZES[kind]?.includes(size) === true ? 'small' : 'other';
};
