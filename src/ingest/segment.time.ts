// When a call of Segment's dialect happened: the sender's clock may be wrong, so its distance from sending counts. Pure.
import { addMs } from '../kit/clock.ts';

interface Times {
  timestamp?: Date | null | undefined;
  originalTimestamp?: Date | null | undefined;
  sentAt?: Date | null | undefined;
}

/**
 * `receivedAt - (sentAt - originalTimestamp)` ("Timestamp overview", Common fields); libraries send what it calls
 * originalTimestamp under either name. A call with both was corrected by whoever forwards it. Without `sentAt` the time is
 * taken as it is; null: the call carries no time.
 */
export function correctTime(
  call: Times,
  batchSentAt: Date | null | undefined,
  receivedAt: Date,
): Date | null {
  const { timestamp, originalTimestamp } = call;
  if (timestamp && originalTimestamp) return timestamp;
  const said = timestamp ?? originalTimestamp;
  if (!said) return null;
  const sentAt = call.sentAt ?? batchSentAt;
  return sentAt ? addMs(said, receivedAt.getTime() - sentAt.getTime()) : said;
}
