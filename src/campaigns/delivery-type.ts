// What the delivery types have in common. Pure.
import type { DeliveryType } from './campaign.contract.ts';

/** Whether people come in one by one, by what each does; otherwise a run goes to a whole segment. */
export const isForOnePerson = (type: DeliveryType): boolean =>
  type === 'event' || type === 'segment' || type === 'api' || type === 'conversation';
