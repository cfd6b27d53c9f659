// GET/PUT/DELETE /sandbox/recording, POST/GET/DELETE /sandbox/replay, GET/PUT /sandbox/fixtures: what was said between client and
// sandbox, saying the webhooks again, and answering calls from a list.
import { z } from 'zod';
import { parseJson } from '../http/body.ts';
import { type Fixture, fixturesOf, fixturesSchema } from '../recording/fixtures.ts';
import { type Line, LineError, parseLines, writeLine } from '../recording/line.contract.ts';
import { MAX_LIMIT } from '../recording/recorder.ts';
import { type ControlRequest, Text } from './control.ts';
import { ControlError, getPage, parse } from './errors.ts';

const linesSchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(MAX_LIMIT),
});

/** NDJSON, oldest first. */
export function readRecording({ world, query }: ControlRequest): unknown {
  const lines = world.recorder.lines(parse(linesSchema, query));
  return new Text('application/x-ndjson', Array.from(lines, (line) => `${writeLine(line)}\n`).join(''));
}

const limitSchema = z.strictObject({ limit: z.number().int().min(0).max(MAX_LIMIT) });

/** How many lines are kept; 0 records nothing. */
export function changeRecording({ world, body }: ControlRequest): unknown {
  world.recorder.limit = parse(limitSchema, body).limit;
  return { limit: world.recorder.limit, lines: world.recorder.length };
}

export function clearRecording({ world }: ControlRequest): unknown {
  world.recorder.clear();
  return { limit: world.recorder.limit, lines: 0 };
}

const replaySchema = z.object({
  speed: z.coerce.number().min(0).max(1_000_000).default(1),
  page_id: z.string().optional(),
  move_times: z.enum(['true', 'false']).default('false'),
});

/** The body is a recording; without one, the sandbox's own is used. */
export function startReplay(request: ControlRequest): unknown {
  const { world, query, raw } = request;
  const { speed, page_id, move_times } = parse(replaySchema, query);
  const page = getPage(world, page_id);
  const lines = raw.length === 0 ? [...world.recorder.lines({ after: 0, limit: MAX_LIMIT })] : readLines(raw);
  world.replay.start(lines, { speed, page, moveTimes: move_times === 'true' });
  return world.replay.status();
}

export function readReplay({ world }: ControlRequest): unknown {
  return world.replay.status();
}

export function stopReplay({ world }: ControlRequest): unknown {
  world.replay.stop();
  return world.replay.status();
}

export function readFixtures({ world }: ControlRequest): unknown {
  return world.fixtures.list();
}

/** A JSON list of fixtures, or a recording whose Graph calls become fixtures. */
export function changeFixtures({ world, raw }: ControlRequest): unknown {
  const fixtures = isList(raw) ? parse(fixturesSchema, parseJson(raw)) : recorded(raw);
  world.fixtures.replace(fixtures);
  return { fixtures: fixtures.length };
}

function recorded(raw: Buffer): Fixture[] {
  return parse(fixturesSchema, fixturesOf(readLines(raw)));
}

function isList(raw: Buffer): boolean {
  return raw.toString('utf8', 0, 100).trimStart().startsWith('[');
}

function readLines(raw: Buffer): Line[] {
  try {
    return parseLines(raw.toString());
  } catch (error) {
    if (error instanceof LineError) throw new ControlError(400, `body: ${error.message}`, 'body');
    throw error;
  }
}
