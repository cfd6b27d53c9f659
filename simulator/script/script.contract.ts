// What PUT /sandbox/script accepts: how likely people of a Page do what, after they have read a message.
import { z } from 'zod';

const rate = z.number().min(0).max(1);
const ms = z
  .number()
  .int()
  .min(0)
  .max(7 * 86_400_000);
const span = z.strictObject({ min_ms: ms, max_ms: ms }).refine((value) => value.min_ms <= value.max_ms, {
  message: 'min_ms must not exceed max_ms',
  path: ['min_ms'],
});
const sentences = z.array(z.string().min(1).max(2000)).min(1).max(1000);

export const scriptSchema = z.strictObject({
  /** How many messages are read; takes the place of the setting for reads. */
  read_rate: rate.default(0.7),
  /** From delivery to reading, virtual time. */
  read_delay: span.prefault({ min_ms: 2_000, max_ms: 600_000 }),
  /** From reading to the first act. */
  answer_delay: span.prefault({ min_ms: 3_000, max_ms: 300_000 }),
  /** Reacts with an emoji. */
  react_rate: rate.default(0),
  /** Opens a link, if the message has one. */
  click_rate: rate.default(0),
  /** Taps a quick reply or button, or fills in what the template asks for, if there is one. */
  tap_rate: rate.default(0),
  /** Writes one of `replies`. */
  reply_rate: rate.default(0),
  /** Writes one of `stop_words`. */
  stop_rate: rate.default(0),
  block_rate: rate.default(0),
  /** Reports the conversation, which blocks it too. */
  report_rate: rate.default(0),
  replies: sentences.default([
    'Thanks!',
    'How much is it?',
    'Do you deliver to the islands?',
    'Yes please',
    'Not now, maybe next month',
    'Is there a shop near me?',
  ]),
  stop_words: sentences.default(['stop', 'STOP', 'Stop please']),
});
export type Script = z.output<typeof scriptSchema>;
