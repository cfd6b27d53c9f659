// The groups that lots put people into: a control group, a variant.
import { type RawBuilder, sql } from 'kysely';
import { type LotOf, lot } from '../kit/lots.ts';
import type { Experiment } from './experiment.contract.ts';

/** Whether the person is among the first so many percent, in tenths; a higher percentage has everybody of a lower one. */
export const isAmong = (
  percent: number,
  name: LotOf,
  about: readonly (string | number)[],
): RawBuilder<boolean> =>
  percent === 0
    ? sql<boolean>`false`
    : sql<boolean>`${lot(1000, name, about)} < ${Math.round(percent * 10)}::int`;

/** Whether the person is among those who try the variants before the winner is chosen. */
export const isTested = (testPercent: number, about: readonly (string | number)[]): RawBuilder<boolean> =>
  sql<boolean>`${lot(100, 'test', about)} < ${testPercent}::int`;

/** The place of the person's variant, by weight. */
export function variantOf({ variants }: Experiment, about: readonly (string | number)[]): RawBuilder<number> {
  let upTo = 0;
  const arms = variants.slice(0, -1).map(({ weight }, index) => {
    upTo += weight;
    return sql`when ${lot(100, 'variant', about)} < ${upTo}::int then ${index}::smallint`;
  });
  return sql<number>`case ${sql.join(arms, sql` `)} else ${variants.length - 1}::smallint end`;
}
