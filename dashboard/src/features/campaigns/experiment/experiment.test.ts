// Variants in a definition: what is edited lands in the right one, and removing any of them loses no other.
import { expect, test } from 'vitest';
import type { CampaignDefinition, Problem } from '../../../api/types.ts';
import {
  addVariant,
  keepVariant,
  ofVariant,
  patchVariant,
  problemsOf,
  removeVariant,
  variantOf,
} from './experiment.ts';

const says = (text: string) =>
  ({ message: { text } }) as unknown as NonNullable<CampaignDefinition['message']>;
const base = {
  message: says('one'),
  request: null,
  translations: [],
  routes: [{ kind: 'message' }],
  experiment: null,
  page_id: '1',
} as unknown as CampaignDefinition;

/** A campaign with the messages one, two and three. */
function three(): CampaignDefinition {
  let definition = addVariant(addVariant(base, 0), 1);
  definition = { ...definition, ...patchVariant(definition, 1, { message: says('two') }) };
  return { ...definition, ...patchVariant(definition, 2, { message: says('three'), page_id: '2' }) };
}
const textsOf = (definition: CampaignDefinition) =>
  (definition.experiment?.variants ?? [null]).map(
    (_, index) => ofVariant(definition, index).message?.message['text'],
  );
const weightsOf = ({ experiment }: CampaignDefinition) => experiment?.variants.map(({ weight }) => weight);

test('a new variant says what the one it was made from says, under a free name', () => {
  const definition = addVariant(base, 0);
  expect(definition.experiment?.variants.map(({ name }) => name)).toEqual(['A', 'B']);
  expect(definition.experiment?.variants[0]?.content).toBeNull();
  expect(textsOf(definition)).toEqual(['one', 'one']);
  expect(weightsOf(three())).toEqual([34, 33, 33]);
});

test('a change lands in its variant; what belongs to the campaign stays with it', () => {
  const definition = three();
  expect(textsOf(definition)).toEqual(['one', 'two', 'three']);
  expect(definition.page_id).toBe('2');
  expect(definition.message).toEqual(says('one'));
});

test('removing one keeps the others, the first too', () => {
  expect(textsOf(removeVariant(three(), 0))).toEqual(['two', 'three']);
  expect(textsOf(removeVariant(three(), 1))).toEqual(['one', 'three']);
  expect(removeVariant(three(), 0).experiment?.variants[0]?.content).toBeNull();
  expect(weightsOf(removeVariant(three(), 2))).toEqual([51, 49]);
  const last = removeVariant(removeVariant(three(), 0), 0);
  expect(last.experiment).toBeNull();
  expect(last.message).toEqual(says('three'));
  expect(keepVariant(three(), 1).message).toEqual(says('two'));
});

test('problems are named as the form of the variant names its fields', () => {
  const at = (field: string): Problem => ({ field, severity: 'error', message: '', remedy: null });
  const problems = [
    at('message.message.text'),
    at('experiment.variants.1.content.message.message.text'),
    at('page_id'),
  ];
  expect(problemsOf(problems, 1).map(({ field }) => field)).toEqual(['message.message.text', 'page_id']);
  expect(problemsOf(problems, 2).map(({ field }) => field)).toEqual(['page_id']);
  expect(problemsOf(problems, 0)).toEqual(problems);
  expect([variantOf('experiment.variants.2.name'), variantOf('experiment.winner')]).toEqual([2, null]);
});
