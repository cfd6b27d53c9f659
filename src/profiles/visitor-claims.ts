// A batch of calls that name a visitor and a customer: which visitors become whose. Pure.
import type { Visitor } from './anonymous-ids.ts';
import type { CustomerInput } from './customer.draft.ts';

export class VisitorClaims {
  /** Anonymous profiles that are merged into a customer's. */
  readonly joining: { customerId: string; fromId: number }[] = [];
  /** Ids nobody had seen: they are the customer's from the start. */
  readonly placing: { customerId: string; anonymousId: string }[] = [];

  /**
   * In the order of the calls; the first claim of a visitor counts. One that is a customer's already stays theirs: an
   * anonymous id comes back on a device that several people use, and two customers are merged by nothing but a call that
   * says so.
   */
  constructor(visitors: ReadonlyMap<string, Visitor>, accepted: readonly CustomerInput[]) {
    const claimed = new Set<string>();
    const going = new Set<number>();
    for (const { customerId, anonymousId } of accepted) {
      if (anonymousId === undefined || claimed.has(anonymousId)) continue;
      claimed.add(anonymousId);
      const visitor = visitors.get(anonymousId);
      if (visitor === undefined) this.placing.push({ customerId, anonymousId });
      else if (visitor.customerId === null && !going.has(visitor.profileId)) {
        going.add(visitor.profileId);
        this.joining.push({ customerId, fromId: visitor.profileId });
      }
    }
  }
}
