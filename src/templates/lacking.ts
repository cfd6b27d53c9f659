// Values that stand for others while a text is looked at and for nobody: one that is missing, and one that is there whatever it
// is. Pure.
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

/** "Sample" wherever it is written, and so is every part of it. */
class Sample extends Drop {
  override valueOf(): string {
    return 'Sample';
  }
  override liquidMethodMissing(): Sample {
    return this;
  }
}

/** As the value of what is fetched, or comes with a call, whose parts nobody knows. */
export const SAMPLE_CONTENT: unknown = new Sample();

/** Filters that want a number or a date write it as it is. */
export const isSample = (value: unknown): boolean => value instanceof Sample;
