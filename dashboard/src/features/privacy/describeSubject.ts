// Who a request is about, in the words it came with.
export const describeSubject = (subject: Record<string, unknown>): string =>
  Object.entries(subject)
    .map(
      ([name, value]) =>
        `${name.replaceAll('_', ' ')} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(', ');
