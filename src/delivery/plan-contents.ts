// Everything a plan, or a campaign's definition, may say: its own message, the others of its experiment, and each in its
// languages. Whoever looks at what is said looks at all of it. Pure.
import type { ComposedMessage, RouteStep } from './message.contract.ts';
import type { DeliveryPlan } from './plan.contract.ts';

export type Says = Pick<DeliveryPlan, 'message' | 'request' | 'routes' | 'translations' | 'experiment'>;

export interface PlanContent {
  /** Path in front of `message`, `request` and `routes`: '', translations.0., experiment.variants.1.content. */
  at: string;
  /** The place in the experiment; 0: the plan's own. */
  variant: number;
  /** null: of whoever speaks none of the others. */
  language: string | null;
  message: ComposedMessage | null;
  request: DeliveryPlan['request'];
  /** In another language those of its variant. */
  routes: readonly RouteStep[];
}

/** Variants in order, each first as it is and then in its languages. */
export function listContents(says: Says): PlanContent[] {
  const others = says.experiment?.variants ?? [];
  return [
    ...ofVariant(says, 0, ''),
    ...others.flatMap(({ content }, variant) =>
      content === null ? [] : ofVariant(content, variant, `experiment.variants.${variant}.content.`),
    ),
  ];
}

function ofVariant(
  { message, request, routes, translations }: Omit<Says, 'experiment'>,
  variant: number,
  at: string,
): PlanContent[] {
  return [
    { at, variant, language: null, message, request, routes },
    ...translations.map((one, index) => ({
      ...{ at: `${at}translations.${index}.`, variant, language: one.language },
      ...{ message: one.message, request: null, routes },
    })),
  ];
}

/** The plan with every content replaced by what `change` makes of its request. */
export function mapRequests<T extends Pick<Says, 'request' | 'experiment'>>(
  says: T,
  change: (request: NonNullable<Says['request']>, at: string, variant: number) => Says['request'],
): T {
  const { request, experiment } = says;
  const changed = request && change(request, '', 0);
  if (experiment === null) return { ...says, request: changed };
  const variants = experiment.variants.map((one, variant) => {
    const { content } = one;
    if (!content?.request) return one;
    const at = `experiment.variants.${variant}.content.`;
    return { ...one, content: { ...content, request: change(content.request, at, variant) } };
  });
  return { ...says, request: changed, experiment: { ...experiment, variants } };
}
