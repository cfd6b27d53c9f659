// What the controls answer when a request is wrong: 400 with the field and a sentence, 404 for unknown objects.
import type { z } from 'zod';
import type { Page } from '../world/apps.ts';
import type { Person } from '../world/people.ts';
import type { World } from '../world/world.ts';

export class ControlError extends Error {
  readonly status: number;
  readonly field: string | undefined;

  constructor(status: number, message: string, field?: string) {
    super(message);
    this.status = status;
    this.field = field;
  }

  toBody(): unknown {
    return { error: { message: this.message, ...(this.field === undefined ? {} : { field: this.field }) } };
  }
}

/** Parses with the schema. @throws ControlError 400 naming the first wrong field */
export function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join('.') || 'body';
  throw new ControlError(400, `${field}: ${issue?.message ?? 'invalid'}`, field);
}

/** The Page, or the first one when no id is given. */
export function getPage(world: World, id: string | undefined): Page {
  const page = id === undefined ? world.pages.values().next().value : world.pages.get(id);
  if (!page) throw new ControlError(404, `page_id: there is no Page ${id}`, 'page_id');
  return page;
}

export function getPerson(page: Page, psid: string): Person {
  const person = page.people.find(psid);
  if (!person) throw new ControlError(404, `psid: ${page.name} knows no person ${psid}`, 'psid');
  return person;
}
