// The message everybody sends: five attributes, a condition and a fallback.

export const MESSAGE =
  "Hi {{ first_name | default: 'there' }}, your order {{ order_number }} is on its way to {{ city }}. " +
  "{% if plan == 'gold' %}As a gold member you have free returns for sixty days.{% else %}Returns are free for thirty days.{% endif %} " +
  'The invoice went to {{ email }}. Reply here if anything is wrong and we will put it right.';

/** What becomes of it for a person, for whoever renders nothing. */
export const RENDERED =
  'Hi Person 12345, your order 12345 is on its way to Prague. Returns are free for thirty days. ' +
  'The invoice went to 12345@example.org. Reply here if anything is wrong and we will put it right.';
