// LiquidJS as we allow it: no files, no prototypes, no unbounded work, and every output through the writer's escape.
import { type Context, type FilterImplOptions, Liquid } from 'liquidjs';
import { JsonText, toJsonValue, toText } from './escape.ts';
import { isSample } from './lacking.ts';
import { localeFilters, readNow } from './locale-filters.ts';
import { DoNotSendTag, isCapturing, PlainCaptureTag, StrictAssignTag } from './tags.ts';
import { isHeavierThan } from './weight.ts';
import type { Writer } from './writer.ts';

const WRITER = 'writer';

/** The longest template: a request's payload (65,536) with room for what json rows add. */
const PARSE_LIMIT = 70_000;
/** Array elements and characters that filters and ranges may make. The largest attribute (200 texts of 1,000) fits. */
const MEMORY_LIMIT = 1_000_000;
/** Against loops in loops. A usual template renders in 0.05 ms, so only a runaway one meets this. */
const RENDER_LIMIT_MS = 500;

// From files; or writing past the escape; or changing the person's values; or making HTML.
const REMOVED_TAGS = ['include', 'render', 'layout', 'block', 'increment', 'decrement', 'tablerow', 'cycle'];
// They parse a text as an expression while rendering, or give another result each time.
const REMOVED_FILTERS = [
  ...['where_exp', 'reject_exp', 'group_by_exp', 'has_exp', 'find_exp', 'find_index_exp', 'search_exp'],
  ...['sample', 'inspect'],
];

const DATE_FILTERS = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

export const engine = createEngine();

/** The writer a rendering goes to; the escape of outputs asks it. */
export function setWriter(context: Context, writer: Writer): void {
  context.setRegister(WRITER, writer);
}

function createEngine(): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    lenientIf: true, // a missing attribute is false in `if` and takes the `default` filter
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {}, // there are no files to include
    cache: false,
    locale: 'en-US',
    timezoneOffset: 'UTC', // the same on every machine; the `date` filter takes a zone as its second argument
    parseLimit: PARSE_LIMIT,
    memoryLimit: MEMORY_LIMIT,
    renderLimit: RENDER_LIMIT_MS,
    outputEscape: escapeOutput as (value: unknown) => string,
  });
  for (const name of REMOVED_TAGS) delete liquid.tags[name];
  for (const name of REMOVED_FILTERS) liquid.unregisterFilter(name);
  liquid.registerTag('do_not_send', DoNotSendTag);
  liquid.registerTag('assign', StrictAssignTag);
  liquid.registerTag('capture', PlainCaptureTag);
  for (const name of ['json', 'jsonify']) liquid.registerFilter(name, toJsonFilter);
  // Accepted, because templates written elsewhere end in it, but it switches nothing off.
  liquid.registerFilter('raw', (value: unknown) => value);
  for (const [name, handler] of localeFilters) liquid.registerFilter(name, handler);
  for (const name of DATE_FILTERS) liquid.registerFilter(name, byClock(liquid.filters[name]));
  for (const [name, filter] of Object.entries(liquid.filters)) liquid.registerFilter(name, weighed(filter));
  return liquid;
}

function byClock(filter: FilterImplOptions | undefined): FilterImplOptions {
  if (typeof filter !== 'function') throw new Error('LiquidJS has other date filters than it had');
  return function (value, ...args) {
    return filter.call(this, readNow(this.context, value), ...args);
  };
}

/** LiquidJS counts the elements of a list and not what is in them, so a filter could be given a list without an end. */
function weighed(filter: FilterImplOptions): FilterImplOptions {
  const { handler, raw } = typeof filter === 'function' ? { handler: filter, raw: false } : filter;
  return {
    raw,
    handler(...values) {
      if (values.some((value) => typeof value === 'object' && isHeavierThan(MEMORY_LIMIT, value)))
        throw new Error('a list is too large for a filter');
      const made: unknown = handler.apply(this, values);
      // 5 divided by 0: nobody is to read Infinity, or NaN.
      if (typeof made === 'number' && !Number.isFinite(made) && !values.some(isSample))
        throw new Error('a filter makes no number of what it is given, such as a division by zero');
      return made;
    },
  };
}

/** LiquidJS calls this with the value of every `{{ output }}` and writes what it returns. */
function escapeOutput(this: { context: Context }, value: unknown): unknown {
  if (isCapturing(this.context)) return toText(value);
  return this.context.getRegister<Writer>(WRITER).escape(value);
}

function toJsonFilter(this: { context: Context }, value: unknown): JsonText {
  const text = toJsonValue(value);
  this.context.memoryLimit.use(text.length);
  return new JsonText(text);
}
