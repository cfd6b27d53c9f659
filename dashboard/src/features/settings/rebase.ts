// What was changed in a form, upon what somebody else saved in the meantime. Pure.

export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Field by field: what was changed here stays as it is here, everything else is as it is now. */
export function rebase<T extends object>({ read, draft }: { read: T; draft: T }, fresh: T): T {
  const changed = (Object.entries(draft) as [keyof T, unknown][]).filter(
    ([key, value]) => !isSame(value, read[key]),
  );
  return { ...fresh, ...Object.fromEntries(changed) };
}
