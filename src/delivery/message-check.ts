// Checks of a composed message and of routes before they have a recipient: wrong templates by the text they stand in, limits
// of the platform with a sample in the place of every attribute, utility templates against what the Page has. Pure.
import { compileJsonCall } from '../connectors/render-request.ts';
import { AppError } from '../kit/errors.ts';
import { checkSendBody } from '../messenger/send-api.ts';
import { checkUtilityParameters } from '../messenger/utility-message.ts';
import type { ParameterFormat } from '../messenger/utility-shape.ts';
import { SAMPLE_CONTENT } from '../templates/lacking.ts';
import { compileTemplate, type ScopeUse } from '../templates/template.ts';
import { composeBody } from './compose.ts';
import type { ComposedMessage, RouteStep, UtilityTemplateUse } from './message.contract.ts';
import type { RequestProblem } from './request-check.ts';
import { readBody } from './send-request.ts';

/** What the wizard knows of a Page's templates, by `name/language`. */
export type KnownTemplates = ReadonlyMap<
  string,
  { status: string; components: unknown[]; parameterFormat: ParameterFormat }
>;

const SAMPLE = 'Sample';

/** @returns problems with paths into the composed message, such as message.attachment.payload.text */
export function listMessageProblems(composed: ComposedMessage): RequestProblem[] {
  const templates = listTexts(composed.message, 'message').flatMap(templateProblem);
  return templates.length > 0 ? templates : listLimitProblems(composed);
}

/** Rendered for somebody who has every attribute, as "Sample": what is refused then is refused for everybody. */
function listLimitProblems(composed: ComposedMessage): RequestProblem[] {
  const compiled = compileJsonCall('', composeBody(withoutOurMedia(composed)), '');
  const attributes = Object.fromEntries(compiled.attributes.map((name) => [name, SAMPLE]));
  const named = (scope: ScopeUse['scope'], value: unknown) =>
    Object.fromEntries(
      compiled.scopeUses.flatMap((use) =>
        use.scope === scope && use.name !== null ? [[use.name, value]] : [],
      ),
    );
  const person = { attributes, customerId: SAMPLE, psid: '1', event: named('EventAttribute', SAMPLE) };
  const rendered = compiled.render(
    { ...person, campaign: named('Campaign', SAMPLE), content: named('Content', SAMPLE_CONTENT) },
    'blank',
  );
  const body = rendered.ok ? readBody(rendered.request) : null;
  if (body === null) return [];
  return checkSendBody(body.json).map(({ field, message }) => ({
    field,
    message: `${field} ${message}.`,
    remedy: null,
  }));
}

/** Our media ids become digits when they are sent, as the platform wants them. */
const withoutOurMedia = (composed: ComposedMessage): ComposedMessage => ({
  ...composed,
  message: JSON.parse(JSON.stringify(composed.message).replaceAll(/"med_(\d+)"/g, '"$1"')),
});

function listTexts(value: unknown, field: string): { field: string; text: string }[] {
  if (typeof value === 'string') return [{ field, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => listTexts(item, `${field}.${key}`));
}

function templateProblem({ field, text }: { field: string; text: string }): RequestProblem[] {
  try {
    compileTemplate(text, 'none', field);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ field, message: error.message, remedy: error.remedy ?? null }];
  }
}

/** @returns problems with paths into the routes, such as routes.1.template.name */
export function listRouteProblems(
  routes: readonly RouteStep[],
  { hasMessage, templates }: { hasMessage: boolean; templates: KnownTemplates },
): RequestProblem[] {
  return [
    ...listOrderProblems(routes, hasMessage),
    ...routes.flatMap((step, index) =>
      step.kind === 'utility'
        ? listUtilityProblems(step.template, `routes.${index}.template`, templates)
        : [],
    ),
  ];
}

const MAX_HOLD_HOURS = 168;

function listOrderProblems(routes: readonly RouteStep[], hasMessage: boolean): RequestProblem[] {
  const problems: RequestProblem[] = [];
  const say = (index: number, message: string, remedy: string): void => {
    problems.push({ field: `routes.${index}`, message, remedy });
  };
  const firstHold = routes.findIndex((step) => step.kind === 'hold');
  const messages = routes.filter((step) => step.kind === 'message').length;
  for (const [index, step] of routes.entries()) {
    if (step.kind === 'message' && !hasMessage)
      say(index, 'There is no message to send on this route.', 'Write one, or remove this step.');
    if (step.kind === 'message' && messages > 1 && routes[index - 1] !== undefined)
      say(index, 'The message is sent by one step already.', 'Remove this step.');
    if (step.kind === 'message' && firstHold >= 0 && firstHold < index)
      say(
        index,
        'After the wait the window is still closed, so the message cannot be sent then.',
        'Move it before the wait: when the person writes, it is sent at once.',
      );
    if (step.kind === 'hold' && routes[index + 1]?.kind === 'hold')
      say(index, 'Two waits follow each other.', 'Make it one.');
  }
  if (hasMessage && messages === 0)
    say(0, 'No step sends the message.', 'Add the step that sends it, or remove the message.');
  const held = routes.reduce((sum, step) => sum + (step.kind === 'hold' ? step.hours : 0), 0);
  if (held > MAX_HOLD_HOURS)
    say(firstHold, 'The waits are longer than 7 days together.', 'Make them 168 hours at most.');
  return problems;
}

function listUtilityProblems(
  use: UtilityTemplateUse,
  field: string,
  templates: KnownTemplates,
): RequestProblem[] {
  const wrong = listTexts({ header: use.header ?? '', body: use.body, buttons: use.buttons }, field).flatMap(
    templateProblem,
  );
  const known = templates.get(`${use.name}/${use.language}`);
  if (known === undefined) {
    const message = `The Page has no utility template ${use.name} in ${use.language}.`;
    return [...wrong, { field: `${field}.name`, message, remedy: 'Choose one of the Page’s templates.' }];
  }
  if (known.status !== 'APPROVED') {
    const message = `The template ${use.name} (${use.language}) is ${known.status}, not approved.`;
    const remedy = 'Wait for its approval, or choose another one.';
    return [...wrong, { field: `${field}.name`, message, remedy }];
  }
  const lacks = checkUtilityParameters(use, known.components, known.parameterFormat);
  return [
    ...wrong,
    ...lacks.map((one) => ({
      field: `${field}.${one.field}`,
      message: `${one.field} ${one.message}.`,
      remedy: null,
    })),
  ];
}
