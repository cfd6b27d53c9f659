// Several messages against each other in a definition: adding, changing and removing variants, and the definition as one of them
// has it. The first variant is what the campaign itself says. Pure.
import type { CampaignDefinition, Experiment, Problem } from '../../../api/types.ts';
import { evenWeights, spread } from './weights.ts';

/** Limit of the service. */
export const MAX_VARIANTS = 8;

type Content = Pick<CampaignDefinition, 'message' | 'request' | 'translations' | 'routes'>;
const CONTENT_KEYS = ['message', 'request', 'translations', 'routes'] as const;

const contentIn = ({ message, request, translations, routes }: Content): Content => ({
  message,
  request,
  translations,
  routes,
});

/** The definition as if the variant were its only one's message. */
export function ofVariant(definition: CampaignDefinition, variant: number): CampaignDefinition {
  const content = definition.experiment?.variants[variant]?.content;
  return content ? { ...definition, ...contentIn(content) } : definition;
}

/** What is changed in the definition of `ofVariant`, in the definition itself. */
export function patchVariant(
  definition: CampaignDefinition,
  variant: number,
  patch: Partial<CampaignDefinition>,
): Partial<CampaignDefinition> {
  const { experiment } = definition;
  const content = experiment?.variants[variant]?.content;
  if (!experiment || !content) return patch;
  const changed = contentIn({ ...content, ...patch });
  const rest = Object.fromEntries(
    Object.entries(patch).filter(([key]) => !CONTENT_KEYS.some((one) => one === key)),
  );
  return {
    ...rest,
    experiment: {
      ...experiment,
      variants: experiment.variants.with(variant, { ...experiment.variants[variant]!, content: changed }),
    },
  };
}

const PATH = /^experiment\.variants\.(\d+)\.content\.(.+)$/;

/** Which variant a field belongs to; null: to all of them. */
export function variantOf(field: string): number | null {
  const [, variant] = /^experiment\.variants\.(\d+)(\.|$)/.exec(field) ?? [];
  return variant === undefined ? null : Number(variant);
}

/** The problems as the forms of one variant name their fields. */
export function problemsOf(problems: Problem[], variant: number): Problem[] {
  if (variant === 0) return problems;
  return problems.flatMap((problem) => {
    const [, of, field] = PATH.exec(problem.field) ?? [];
    if (field !== undefined) return Number(of) === variant ? [{ ...problem, field }] : [];
    return CONTENT_KEYS.some((key) => problem.field === key || problem.field.startsWith(`${key}.`))
      ? []
      : [problem];
  });
}

/** A, B, C, … whichever is free. */
function freeName(taken: readonly string[]): string {
  const letters = Array.from({ length: taken.length + 1 }, (_, index) => String.fromCharCode(65 + index));
  return letters.find((letter) => !taken.includes(letter)) ?? `${taken.length + 1}`;
}

/** One more, which says at first what the variant `from` says; all get the same share. */
export function addVariant(definition: CampaignDefinition, from: number): CampaignDefinition {
  const before: Experiment['variants'] = definition.experiment?.variants ?? [
    { name: 'A', weight: 100, content: null },
  ];
  const content = structuredClone(contentIn(ofVariant(definition, from)));
  const variants = [...before, { name: freeName(before.map(({ name }) => name)), weight: 0, content }];
  const weights = evenWeights(variants.length);
  return {
    ...definition,
    experiment: {
      winner: definition.experiment?.winner ?? null,
      variants: variants.map((one, index) => ({ ...one, weight: weights[index] ?? 1 })),
    },
  };
}

/** The others share what it had; of two the one that stays is what the campaign says. */
export function removeVariant(definition: CampaignDefinition, variant: number): CampaignDefinition {
  const { experiment } = definition;
  if (!experiment) return definition;
  const variants = experiment.variants.filter((_, place) => place !== variant);
  if (variants.length < 2) return keepVariant(definition, variant === 0 ? 1 : 0);
  const weights = spread(
    100,
    variants.map(({ weight }) => weight),
  );
  const own = variant === 0 ? contentIn(ofVariant(definition, 1)) : contentIn(definition);
  return {
    ...definition,
    ...own,
    experiment: {
      ...experiment,
      variants: variants.map((one, index) => ({
        ...one,
        weight: weights[index] ?? 1,
        content: index === 0 ? null : one.content,
      })),
    },
  };
}

/** No test any more: everybody gets this one. */
export const keepVariant = (definition: CampaignDefinition, variant: number): CampaignDefinition => ({
  ...ofVariant(definition, variant),
  experiment: null,
});
