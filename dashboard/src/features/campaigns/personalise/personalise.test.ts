// The Liquid that the menu puts in, and how a text reads before it is rendered.
import { expect, test } from 'vitest';
import { personalise, withPlaces } from './personalise.ts';

test.each([
  ['first_name', '', "{{ UserAttribute['first_name'] | default: 'friend' }}"],
  ['first_name', 'you', "{{ UserAttribute['first_name'] | default: 'you' }}"],
  ['city', "l'été", `{{ UserAttribute['city'] | default: "l'été" }}`],
  ['city', `a "b" 'c'`, `{{ UserAttribute['city'] | default: "a ”b” 'c'" }}`],
  ["mother's name", 'x', `{{ UserAttribute["mother's name"] | default: 'x' }}`],
  ['address.city', 'town', "{{ UserAttribute['address']['city'] | default: 'town' }}"],
  ['ps_id', 'never', "{{ UserAttribute['ps_id'] }}"],
])('%s with %j', (attribute, fallback, liquid) => {
  expect(personalise(attribute, fallback)).toBe(liquid);
});

test.each([
  ["Hi {{ UserAttribute['first_name'] | default: 'you' }}!", 'Hi ‹first_name›!'],
  ['Hi {{ UserAttribute["mother\'s name"] }}', "Hi ‹mother's name›"],
  [
    "{{ UserAttribute['address']['city'] }}, {{ UserAttribute.address.zip }}",
    '‹address.city›, ‹address.zip›',
  ],
  ['{{ UserAttribute.city }} {{ ps_id }}', '‹city› ‹ps_id›'],
  ['{% if vip %}Thanks{% endif %}', 'Thanks'],
])('%s reads %s', (text, read) => {
  expect(withPlaces(text)).toBe(read);
});
