// The Liquid tags that are ours: do_not_send, and assign and capture with rules that fit escaping and missing values.
import {
  type Arguments,
  CaptureTag,
  type Context,
  type Liquid,
  Tag,
  type TagToken,
  type TopLevelToken,
  Value,
} from 'liquidjs';
import { toText } from './escape.ts';

const CAPTURING = 'capturing';
const MAX_REASON = 200;

/** Thrown by `{% do_not_send "why" %}`: the person is skipped, with the author's reason. */
export class DoNotSend extends Error {
  override readonly name = 'DoNotSend';
}

/** `{% do_not_send "out of stock" %}`; the reason may be an expression. */
export class DoNotSendTag extends Tag {
  readonly #reason: Value | undefined;

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    this.tokenizer.skipBlank();
    if (!this.tokenizer.end()) this.#reason = new Value(this.tokenizer.readFilteredValue(), liquid);
  }

  *render(context: Context): Generator<unknown, void, unknown> {
    const reason = this.#reason && toText(yield this.#reason.value(context, true)).trim();
    throw new DoNotSend((reason || 'The template says not to send').slice(0, MAX_REASON));
  }

  *arguments(): Arguments {
    if (this.#reason) yield this.#reason;
  }
}

/**
 * `{% assign x = … %}`. Liquid's own lets a missing value through as null, which would come out as nothing later on;
 * here it is missing at once, unless it has a `default`.
 */
export class StrictAssignTag extends Tag {
  readonly #identifier: ReturnType<Tag['tokenizer']['readIdentifier']>;
  readonly #value: Value;

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    this.#identifier = this.tokenizer.readIdentifier();
    this.tokenizer.assert(this.#identifier.content, 'expected a variable name');
    this.tokenizer.skipBlank();
    this.tokenizer.assert(this.tokenizer.peek() === '=', 'expected "="');
    this.tokenizer.advance();
    this.#value = new Value(this.tokenizer.readFilteredValue(), liquid);
  }

  *render(context: Context): Generator<unknown, void, unknown> {
    context.bottom()[this.#identifier.content] = yield this.#value.value(context, false);
  }

  *arguments(): Arguments {
    yield this.#value;
  }

  *localScope(): Iterable<StrictAssignTag['identifier']> {
    yield this.identifier;
  }

  get identifier(): ReturnType<Tag['tokenizer']['readIdentifier']> {
    return this.#identifier;
  }
}

/** `{% capture x %}`: outputs inside stay as they are and are escaped once, where the captured text is output. */
export class PlainCaptureTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const before = context.getRegister(CAPTURING, false);
    context.setRegister(CAPTURING, true);
    yield* super.render(context);
    context.setRegister(CAPTURING, before);
  }
}

export const isCapturing = (context: Context): boolean => context.getRegister(CAPTURING, false);
