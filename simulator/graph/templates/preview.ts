// What a utility message says once its template is filled: the send itself only names the template. For the phone, and for
// filled.ts.
import type { Page } from '../../world/apps.ts';
import type { World } from '../../world/world.ts';

interface Parameter {
  text?: unknown;
  payload?: unknown;
  url?: unknown;
  parameter_name?: unknown;
}

interface Component {
  type?: string;
  text?: string;
  format?: string;
  sub_type?: string;
  index?: number;
  parameters?: Parameter[];
  buttons?: { type?: string; text?: string; url?: string; phone_number?: string }[];
}

export interface Shown {
  header: string | null;
  body: string;
  buttons: { type: string; title: string; url?: string; payload?: string }[];
}

/** @param body of the send, in any of the three shapes; null when it is no utility message, or its template is gone */
export function utilityPreview(world: World, page: Page, body: Record<string, unknown>): Shown | null {
  const sent = referenceOf(body);
  const code = (sent?.['language'] as { code?: string } | undefined)?.code;
  if (!sent || code === undefined) return null;
  const template = world.items
    .list('template', page.id)
    .find(({ name, language }) => name === sent['name'] && language === code);
  if (!template) return null;
  const given = (sent['components'] ?? []) as Component[];
  const parts = template.components as Component[];
  const find = (list: Component[], type: string): Component | undefined =>
    list.find((component) => component.type?.toUpperCase() === type);
  const header = find(parts, 'HEADER');
  return {
    header: header?.text === undefined ? null : fill(header.text, find(given, 'HEADER')?.parameters),
    body: fill(find(parts, 'BODY')?.text ?? '', find(given, 'BODY')?.parameters),
    buttons: (find(parts, 'BUTTONS')?.buttons ?? []).map((button, index) =>
      buttonOf(button, buttonParameter(given, index)),
    ),
  };
}

function referenceOf(body: Record<string, unknown>): Record<string, unknown> | null {
  const message = body['message'] as
    | {
        template?: Record<string, unknown>;
        attachment?: { payload?: Record<string, unknown> };
      }
    | undefined;
  const payload = message?.attachment?.payload;
  if (payload?.['template_type'] === 'utility_messages') return payload;
  return message?.template ?? null;
}

/** Named placeholders by name, `{{1}}` by place; one without a value stays as it is. */
function fill(text: string, parameters: readonly Parameter[] = []): string {
  return text.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (placeholder, name: string) => {
    const parameter = /^\d+$/.test(name)
      ? parameters[Number(name) - 1]
      : parameters.find((one) => one.parameter_name === name);
    return parameter?.text === undefined ? placeholder : String(parameter.text);
  });
}

/** All buttons in one component, or one component each with its index. */
function buttonParameter(given: readonly Component[], index: number): Parameter | undefined {
  const together = given.find(({ type }) => type?.toUpperCase() === 'BUTTONS');
  if (together) return together.parameters?.[index];
  return given.find((one) => one.type?.toUpperCase() === 'BUTTON' && one.index === index)?.parameters?.[0];
}

function buttonOf(
  { type, text, url, phone_number }: NonNullable<Component['buttons']>[number],
  parameter: Parameter | undefined,
): Shown['buttons'][number] {
  const title = text ?? '';
  if (type === 'URL') {
    const suffix = String(parameter?.url ?? parameter?.text ?? '');
    return { type: 'web_url', title, url: (url ?? '').replace(/\{\{\s*\w+\s*\}\}/, suffix) };
  }
  if (type === 'PHONE_NUMBER') return { type: 'phone_number', title, payload: phone_number ?? '' };
  return { type: 'postback', title, payload: String(parameter?.payload ?? parameter?.text ?? title) };
}
