// Stands for an attribute that is known to be missing, so that what else is missing can be found. Pure.
import { Drop } from 'liquidjs';

/** Nothing wherever it is written, and missing to a condition and to `default`; but rendering does not end at it. */
class Lacking extends Drop {
  override valueOf(): undefined {
    return undefined;
  }
  /** A part of what is missing is missing too. */
  override liquidMethodMissing(): Lacking {
    return this;
  }
}

/** As the value of an attribute: rendered as if its outputs had a fallback, the shortest there is. */
export const LACKING: unknown = new Lacking();
