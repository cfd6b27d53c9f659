// Where a rendering is written. The template's own text and the person's values arrive apart, so values are escaped
// for exactly the place they stand at: the JSON writer follows the quotes of the text around them.
import { type Emitter, toValue } from 'liquidjs';
import { type Escape, escapeInJsonString, escapers, toJsonValue, toText } from './escape.ts';

/** Most characters one template may render to: four times the longest payload a request may have. */
export const MAX_OUTPUT = 262_144;

/** A value on its way into the text, already escaped. */
class Escaped {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** `escape` is called with every output's value, `write` with what it returned and with the template's own text. */
export interface Writer extends Emitter {
  escape(value: unknown): unknown;
}

export function createWriter(escaping: Escape): Writer {
  return escaping === 'json' ? new JsonWriter() : new TextWriter(escapers[escaping]);
}

class TextWriter implements Writer {
  buffer = '';
  readonly #escape: (text: string) => string;

  constructor(escapeText: (text: string) => string) {
    this.#escape = escapeText;
  }

  escape(value: unknown): Escaped {
    return new Escaped(this.#escape(toText(value)));
  }

  write(part: unknown): void {
    this.buffer = append(this.buffer, part instanceof Escaped ? part.text : toText(part));
  }
}

/**
 * Inside quotes a value is escaped as text; outside them it is written as one whole JSON value. So no value can end the
 * string it stands in or add a member beside it, whatever filters the author used (`raw` too).
 */
class JsonWriter implements Writer {
  buffer = '';
  #inString = false;
  #afterBackslash = false;

  escape(value: unknown): Escaped {
    // "\{{ x }}" would make the value's first character part of an escape
    if (this.#afterBackslash) throw new Error('a value cannot stand right after a backslash');
    return new Escaped(this.#inString ? escapeInJsonString(value) : toJsonValue(value));
  }

  write(part: unknown): void {
    if (part instanceof Escaped) {
      this.buffer = append(this.buffer, part.text);
      return;
    }
    const text = toText(toValue(part));
    this.buffer = append(this.buffer, text);
    this.#follow(text);
  }

  #follow(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      if (this.#afterBackslash) this.#afterBackslash = false;
      else if (text[at] === '"') this.#inString = !this.#inString;
      else if (text[at] === '\\' && this.#inString) this.#afterBackslash = true;
    }
  }
}

function append(buffer: string, text: string): string {
  if (buffer.length + text.length > MAX_OUTPUT)
    throw new Error(`the result is longer than ${MAX_OUTPUT} characters`);
  return buffer + text;
}
