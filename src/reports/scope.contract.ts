// Which runs of a campaign a report is about, as it is asked for.
import { z } from 'zod';
import { wholeNumberText } from '../kit/whole-number.ts';

const number = wholeNumberText.optional();

export const scopeQuery = z.object({
  run: number.describe('One run; none: all of them'),
  version: number.describe('The runs of one version; none: those of all of them'),
});
