// Every field a check of the service names is a part of a definition, stands in a step of the wizard, and has words.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../api/client.ts';
import type { CampaignDefinition } from '../../../api/types.ts';
import { fieldWords, problemSentence } from './fieldWords.ts';
import { listProblems, stepOf } from './problems.ts';

const ROOT = join(import.meta.dirname, '../../../../..');

interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}
const api = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')) as {
  components: { schemas: Record<string, Schema> };
};

/** What may stand at a place, with references and choices written out. */
function choicesOf(schema: Schema): Schema[] {
  const name = schema.$ref?.split('/').at(-1);
  const referred = name === undefined ? [] : [api.components.schemas[name] ?? {}];
  const parts = [...referred, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...parts.flatMap(choicesOf)];
}

/** `*` stands for what the service fills in: a place in a list, or a name. */
function isInside(schema: Schema, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  return choicesOf(schema).some(({ properties = {}, items, additionalProperties }) => {
    if (items !== undefined && (key === '*' || /^\d+$/.test(key))) return isInside(items, rest);
    if (key === '*') return Object.values(properties).some((one) => isInside(one, rest));
    const property = properties[key];
    // A message is the Send API's own JSON: what is inside is the platform's.
    return property === undefined ? Boolean(additionalProperties) : isInside(property, rest);
  });
}

const DEFINITION = api.components.schemas['CampaignDefinitionInput'] ?? {};
const PARTS = Object.keys(DEFINITION.properties ?? {});

/** Texts of the sources that look like paths into a definition: 'schedule.end.date', `goals.${place}.name`. */
function listCheckedFields(): string[] {
  const folder = join(ROOT, 'src/campaigns');
  const files = readdirSync(folder).filter((name) =>
    /^(?:check-|campaign\.check).*(?<!\.test)\.ts$/.test(name),
  );
  const path = new RegExp(`['\`]((?:${PARTS.join('|')})(?:\\.(?:\\w+|\\$\\{[^}]+\\}))+)['\`]`, 'g');
  const found = files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(path)]);
  return [...new Set(found.map(([, field = '']) => field.replaceAll(/\$\{[^}]+\}/g, '*')))].sort();
}

describe('a field that a check of the service names', () => {
  const fields = listCheckedFields();

  test('is found in the sources', () => {
    expect(fields).toEqual(
      expect.arrayContaining(['schedule.end.date', 'goals.*.name', 'controls.quiet_hours', 'trigger.until']),
    );
    expect(fields.length).toBeGreaterThan(20);
  });

  test.each(fields.filter((field) => !field.endsWith('.*')))(
    '%s is a part of a definition, with words',
    (field) => {
      expect(isInside(DEFINITION, field.split('.'))).toBe(true);
      const words = fieldWords(field.replaceAll('*', '0'));
      expect(words).toMatch(/^[A-Z][\w ,]*$/);
      expect(words).not.toContain('_');
    },
  );
});

test.each(PARTS)('%s stands in a step', (part) => {
  expect(part in STEP_OF).toBe(true);
  expect(stepOf(`${part}.0.any`)).toBe(STEP_OF[part as keyof CampaignDefinition]);
});

/** As the steps show them. */
const STEP_OF: Record<keyof CampaignDefinition, string> = {
  ...{ segment_id: 'who', page_id: 'what', message: 'what', request: 'what', routes: 'what' },
  ...{ translations: 'what', experiment: 'what', content: 'what' },
  ...{ delivery_type: 'when', schedule: 'when', trigger: 'when', controls: 'when', goals: 'when' },
  ...{ per_second: 'when', priority: 'when', resend_unknown: 'when' },
};

test('what is refused as it is read is told at its field, each fault with its own remedy', () => {
  const interval = {
    ...{ field: 'definition.schedule.every.interval', message: 'is less than 1' },
    remedy: 'Enter 1 or more.',
  };
  const time = { field: 'definition.schedule.time', message: 'must look like 09:00' };
  const refusal = new ApiError(400, { ...interval, issues: [interval, time] });
  const draft = { trigger: null, goals: [] } as unknown as CampaignDefinition;
  const problems = listProblems(undefined, refusal, draft);
  expect(problems).toMatchObject([
    { field: 'schedule.every.interval', remedy: 'Enter 1 or more.' },
    { field: 'schedule.time', remedy: null },
  ]);
  expect(problems.map(problemSentence)).toEqual([
    'How often, interval: is less than 1.',
    'Time: must look like 09:00.',
  ]);
});
