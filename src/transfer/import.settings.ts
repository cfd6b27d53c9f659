// Whether the settings of an import fit its file and the attributes there are, before anything is read. Pure.
import { type AppError, invalid } from '../kit/errors.ts';
import { PS_ID } from '../profiles/attribute.rules.ts';
import { findNameFault } from '../profiles/attribute.value.ts';
import { type AttributeType, MAX_ATTRIBUTES } from '../profiles/profile.contract.ts';
import { checkIdentifier } from './attribute-types.ts';
import type { ColumnTarget, FileFormat, ImportKind, ImportSettings } from './import.contract.ts';

export interface SettingsFacts {
  kind: ImportKind;
  format: FileFormat;
  /** Of the attributes the settings name, those that exist. */
  known: ReadonlyMap<string, AttributeType>;
}

type AttributeTarget = Extract<ColumnTarget, { to: 'attribute' }>;

const attributesOf = (settings: ImportSettings): AttributeTarget[] =>
  settings.columns.filter((target) => target.to === 'attribute');

/** Names of the person's attributes that are written, without repeats. */
export const attributeNames = (settings: ImportSettings): string[] => [
  ...new Set(attributesOf(settings).map(({ name }) => name)),
];

/** The types of those names, as the settings want them. */
export const wantedTypes = (settings: ImportSettings): Map<string, AttributeType> =>
  new Map(attributesOf(settings).map(({ name, type }) => [name, type]));

/** Throws AppError `invalid` that names the column and what to do. */
export function checkSettings(settings: ImportSettings, facts: SettingsFacts): void {
  const { kind, format } = facts;
  if (settings.columns.length !== format.columns.length)
    throw invalid(
      'settings.columns',
      `The file has ${format.columns.length} columns and the settings name ${settings.columns.length}.`,
      'Say for each column what becomes of it; “skip” is an answer.',
    );
  refuseRepeats(settings, format);
  if (kind === 'list') {
    checkList(settings, facts);
    return;
  }
  need(settings, 'customer_id', 'the customer id');
  if (kind === 'events') checkEvents(settings);
  else checkCustomers(settings, facts);
}

function checkCustomers(settings: ImportSettings, facts: SettingsFacts): void {
  for (const [index, target] of settings.columns.entries()) {
    if (['event_name', 'occurred_at', 'dedupe_key', 'identifier'].includes(target.to))
      throw at(index, `A column of customers cannot be ${target.to}.`, 'Choose an attribute, or skip it.');
    if (target.to === 'attribute') refuse(checkAttribute(index, target, facts));
  }
}

function refuse(error: AppError | undefined): void {
  if (error) throw error;
}

const at = (index: number, message: string, remedy: string): AppError =>
  invalid(`settings.columns.${index}`, message, remedy);

function refuseRepeats(settings: ImportSettings, format: FileFormat): void {
  const first = new Map<string, number>();
  for (const [index, target] of settings.columns.entries()) {
    if (target.to === 'skip') continue;
    const key = target.to === 'attribute' ? `attribute ${target.name}` : target.to;
    const other = first.get(key);
    if (other !== undefined)
      throw at(
        index,
        `Columns “${format.columns[other]}” and “${format.columns[index]}” are both ${key}.`,
        'Skip one of them, or give it another name.',
      );
    first.set(key, index);
  }
  if (attributesOf(settings).length > MAX_ATTRIBUTES)
    throw invalid(
      'settings.columns',
      `${attributesOf(settings).length} columns are attributes; a person takes ${MAX_ATTRIBUTES} at once.`,
      'Skip columns that nobody needs, or import them in a second file.',
    );
}

function need(settings: ImportSettings, to: ColumnTarget['to'], what: string): void {
  if (!settings.columns.some((target) => target.to === to))
    throw invalid('settings.columns', `No column is ${what}.`, `Choose the column that holds ${what}.`);
}

function checkList(settings: ImportSettings, { known }: SettingsFacts): void {
  need(settings, 'identifier', 'the identifier of the people');
  if (settings.list === null)
    throw invalid('settings.list', 'The list has no name.', 'Name it, and say what identifies its people.');
  checkIdentifier(settings.list.identifier, known, 'settings.list.identifier');
}

function checkEvents(settings: ImportSettings): void {
  if (settings.event_name === null) need(settings, 'event_name', 'the name of the event');
  for (const [index, target] of settings.columns.entries()) {
    if (target.to === 'identifier')
      throw at(index, 'A column of events cannot be an identifier.', 'Choose the customer id.');
    if (target.to === 'attribute') refuse(checkName(index, target.name));
  }
}

function checkName(index: number, name: string): AppError | undefined {
  const fault = findNameFault(name);
  if (fault === undefined) return undefined;
  return at(index, `No attribute can be called ${JSON.stringify(name)}: the name ${fault}.`, 'Rename it.');
}

function checkAttribute(
  index: number,
  { name, type }: AttributeTarget,
  { known }: SettingsFacts,
): AppError | undefined {
  const isOfType = name === PS_ID ? 'string' : known.get(name);
  if (isOfType === undefined) return checkName(index, name);
  if (isOfType === type) return undefined;
  return at(
    index,
    `Attribute ${name} is of the type ${isOfType}, and the column is to be ${type}.`,
    `Choose ${isOfType}, or another attribute name.`,
  );
}
