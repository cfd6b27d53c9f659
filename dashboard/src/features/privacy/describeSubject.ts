// Who a request is about, in the words it came with.

interface Identity {
  identity_type: string;
  identity_value: string;
}

export function describeSubject(subject: Record<string, unknown>): string {
  const { identities, looked_for } = subject;
  if (Array.isArray(looked_for)) return `looked for by ${looked_for.map(nameKind).join(' and ')}`;
  if (Array.isArray(identities))
    return (identities as Identity[])
      .map(({ identity_type, identity_value }) => `${nameKind(identity_type)} ${identity_value}`)
      .join(', ');
  return Object.entries(subject)
    .map(
      ([name, value]) =>
        `${name.replaceAll('_', ' ')} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(', ');
}

const KINDS: Record<string, string> = {
  email: 'e-mail address',
  customer_id: 'customer id',
  controller_customer_id: 'customer id',
  moengage_id: 'person id',
};
const nameKind = (kind: string): string => KINDS[kind] ?? kind.replaceAll('_', ' ');
