// An object that is replaced as a whole: what is left out by mistake would fall to its default, so nothing may be left out. Pure.
import { z } from 'zod';

type WithoutDefaults<S extends z.ZodRawShape> = {
  [K in keyof S]: S[K] extends z.ZodDefault<infer Inner extends z.core.$ZodType> ? Inner : S[K];
};

/** The same fields, none of which is filled in. */
export function wholeObject<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
): z.ZodObject<WithoutDefaults<S>> {
  const fields = Object.entries(schema.shape).map(([name, field]) => {
    if (!(field instanceof z.ZodDefault)) return [name, field];
    const inner = field.removeDefault() as z.ZodType;
    return [name, field.description === undefined ? inner : inner.describe(field.description)];
  });
  return z.object(Object.fromEntries(fields) as WithoutDefaults<S>);
}
