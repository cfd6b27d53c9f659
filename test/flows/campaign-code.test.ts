// Campaigns as files: pulled, compared, applied and tried over HTTP with a key, against the real service.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCampaignCommand } from '../../src/start/campaign-code/commands.ts';
import { startReceiver } from '../support/receiver.ts';
import { createCampaign, everybodyWithPsid, peopleWrite, startWorld, type World } from '../support/world.ts';

let world: World;
let folder: string;
let said: string[];
beforeAll(async () => {
  world = await startWorld({ env: { ALLOW_PRIVATE_ADDRESSES: 'true' } });
});
afterAll(() => world?.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'talaria-campaigns-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let env: Record<string, string> = {};
const run = (...args: string[]) => {
  said = [];
  const api = { url: world.url, key: world.apiKey };
  return runCampaignCommand([...args, '--dir', folder], { api, env, say: (line) => said.push(line) });
};
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const saidText = () => said.join('\n').replaceAll(`${folder}/`, '');
let number = 0;
const newName = (what: string) => `${what} ${++number}`;

interface Stored {
  id: string;
  revision: number;
  name: string;
  state: string;
  tags: string[];
  definition: Record<string, unknown> & { message: { message: { text: string } } | null };
}
const find = async (name: string): Promise<Stored> => {
  const { campaigns } = await world.api<{ campaigns: { id: string; name: string }[] }>(
    'GET',
    `/api/campaigns?search=${encodeURIComponent(name)}`,
  );
  const { id } = campaigns.find((one) => one.name === name) ?? { id: 'none' };
  return world.api('GET', `/api/campaigns/${id}`);
};
/** A segment by its name. */
async function segment(): Promise<{ id: string; name: string }> {
  const id = await everybodyWithPsid(world);
  return world.api('GET', `/api/segments/${id}`);
}
const fileOf = (name: string, segmentName: string, text = 'Good morning') => `# Ours since spring.
name: ${name}
definition:
  segment: ${segmentName} # everybody
  page_id: "${world.page.id}"
  message:
    message:
      text: |-
        ${text}
        {{ first_name | default: 'there' }}
`;

describe('pull', () => {
  test('writes a short file: names for segments, no defaults, texts as blocks; again it changes nothing', async () => {
    const { id: segmentId, name: segmentName } = await segment();
    const name = newName('Sale');
    const id = await createCampaign(
      world,
      {
        segment_id: segmentId,
        page_id: world.page.id,
        message: { message: { text: 'Line one\nLine two' } },
        controls: { caps: [{ times: 1, hours: 24 }] },
      },
      name,
    );
    expect(await run('pull', name)).toBe(0);
    const file = readdirSync(folder)[0] ?? '';
    expect(file).toBe(`sale-${number}.yaml`);
    expect(read(file)).toBe(
      [
        `id: ${id}`,
        'revision: 1',
        `name: ${name}`,
        'definition:',
        `  segment: ${segmentName}`,
        `  page_id: "${world.page.id}"`,
        '  message:',
        '    message:',
        '      text: |-',
        '        Line one',
        '        Line two',
        '  controls:',
        '    caps:',
        '      - times: 1',
        '        hours: 24',
        '',
      ].join('\n'),
    );
    expect(await run('pull', name)).toBe(0);
    expect(saidText()).toBe('1 campaigns, 0 files written.');
    expect(await run('diff')).toBe(0);
    write(file, read(file).replace('Line two', 'Line 2'));
    expect(await run('pull', name)).toBe(2);
    expect(saidText()).toContain('has changes that were not applied');
    expect(read(file)).toContain('Line 2');
    expect(await run('pull', name, '--overwrite')).toBe(0);
    expect(read(file)).toContain('Line two');
  });

  test('keeps comments and order of what is there', async () => {
    const { name: segmentName } = await segment();
    const name = newName('Kept');
    write('kept.yaml', fileOf(name, segmentName));
    expect(await run('apply')).toBe(0);
    const { id, revision, definition } = await find(name);
    const message = { ...definition.message, message: { text: 'Hello' } };
    await world.api('PUT', `/api/campaigns/${id}`, {
      name,
      revision,
      definition: { ...definition, message },
    });
    expect(await run('pull', name)).toBe(0);
    expect(read('kept.yaml')).toMatch(/^# Ours since spring\.\nid: cmp_\d+\nrevision: 2\nname: /);
    expect(read('kept.yaml')).toContain('# everybody');
    expect(read('kept.yaml')).toContain('Hello');
  });
});

test('the segment of a trigger stands by its name too', async () => {
  const { id, name: segmentName } = await segment();
  const name = newName('Entered');
  write(
    'entered.yaml',
    `name: ${name}
definition:
  delivery_type: segment
  page_id: "${world.page.id}"
  message:
    message:
      text: Welcome
  trigger:
    segment: ${segmentName}
`,
  );
  expect(await run('apply')).toBe(0);
  expect((await find(name)).definition).toMatchObject({ segment_id: null, trigger: { segment_id: id } });
  expect(read('entered.yaml')).toContain(`    segment: ${segmentName}`);
  expect(await run('diff')).toBe(0);
});

describe('apply', () => {
  test('creates a draft, then changes it field by field; diff says what it would do', async () => {
    const { name: segmentName } = await segment();
    const name = newName('Morning');
    write('morning.yaml', fileOf(name, segmentName));
    expect(await run('diff')).toBe(1);
    expect(saidText()).toBe('morning.yaml: would be created');
    expect(await run('apply')).toBe(0);
    expect(saidText()).toMatch(/^morning\.yaml: created as cmp_\d+/);
    expect(await run('apply')).toBe(0);
    expect(saidText()).toBe('morning.yaml: unchanged');
    write('morning.yaml', read('morning.yaml').replace('Good morning', 'Good evening'));
    expect(await run('diff')).toBe(1);
    expect(saidText()).toContain(
      `definition.message.message.text: "Good morning\\n{{ first_name | default: 'there' }}" → "Good evening`,
    );
    expect(await run('apply')).toBe(0);
    expect((await find(name)).definition.message?.message.text).toMatch(/^Good evening/);
    expect(await run('diff')).toBe(0);
    expect(read('morning.yaml')).toContain('revision: 2');
  });

  test('--publish sends it; a file without a revision is right whatever is there', async () => {
    await peopleWrite(world, 1);
    const { name: segmentName } = await segment();
    const name = newName('Now');
    write('now.yaml', fileOf(name, segmentName));
    expect(await run('apply', '--publish')).toBe(0);
    expect(saidText()).toContain('now.yaml: published, sending');
    expect(['sending', 'finished']).toContain((await find(name)).state);
  });

  test('what somebody else changed too is refused, with both values; --overwrite goes over it', async () => {
    const { name: segmentName } = await segment();
    const name = newName('Both');
    write('both.yaml', fileOf(name, segmentName));
    await run('apply');
    const { id, revision, definition } = await find(name);
    const theirs = { ...definition.message, message: { text: 'Theirs' } };
    await world.api('PUT', `/api/campaigns/${id}`, {
      name,
      revision,
      definition: { ...definition, message: theirs },
    });
    write('both.yaml', read('both.yaml').replace('Good morning', 'Ours'));
    expect(await run('apply')).toBe(2);
    expect(saidText()).toMatch(
      /both\.yaml:\d+ definition\.message\.message\.text: .*"Theirs"; here it is "Ours/,
    );
    expect((await find(name)).definition.message?.message.text).toBe('Theirs');
    expect(await run('apply', '--overwrite')).toBe(0);
    expect((await find(name)).definition.message?.message.text).toMatch(/^Ours/);
  });

  test('what others changed elsewhere stays, and comes into the file', async () => {
    const { name: segmentName } = await segment();
    const name = newName('Merged');
    write('merged.yaml', fileOf(name, segmentName));
    await run('apply');
    const { id, revision, definition } = await find(name);
    await world.api('PUT', `/api/campaigns/${id}`, {
      name,
      revision,
      definition: { ...definition, per_second: 7 },
    });
    write('merged.yaml', read('merged.yaml').replace('Good morning', 'Ours'));
    expect(await run('apply')).toBe(0);
    expect((await find(name)).definition).toMatchObject({ per_second: 7 });
    expect(read('merged.yaml')).toContain('per_second: 7');
    expect(await run('diff')).toBe(0);
  });
});

describe('secrets', () => {
  const named = '$' + '{CRM_KEY}';
  const file = (name: string, segmentName: string) => `name: ${name}
definition:
  segment: ${segmentName}
  request:
    method: POST
    url: ${receiver.url}/hook
    headers:
      - name: X-Key
        value: ${named} # in the vault
        secret: true
    body:
      kind: raw
      text: "{}"
`;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver?.close());

  test('stand in the environment, are sent, and are never written', async () => {
    const [psid] = await peopleWrite(world, 1);
    const { name: segmentName } = await segment();
    const name = newName('Hook');
    write('hook.yaml', file(name, segmentName));
    expect(await run('apply')).toBe(2);
    expect(saidText()).toMatch(/^hook\.yaml:9 definition\.request\.headers\.0\.value: CRM_KEY is not set\./);
    env = { CRM_KEY: 's3cret' };
    expect(await run('apply')).toBe(0);
    expect(read('hook.yaml')).toContain(`value: ${named} # in the vault`);
    expect(await run('diff')).toBe(0);
    expect(await run('apply')).toBe(0);
    expect(saidText()).toContain('hook.yaml: unchanged');
    env = { CRM_KEY: 'n3w' };
    expect(await run('apply', '--overwrite')).toBe(0);
    expect(await run('pull', name)).toBe(0);
    expect(read('hook.yaml')).toContain(`value: ${named} # in the vault`);
    expect(saidText() + read('hook.yaml')).not.toMatch(/s3cret|n3w/);
    const { id, definition } = await find(name);
    await world.api('POST', '/api/campaigns/test', {
      campaign_id: id,
      definition,
      recipient: { by: 'psid', psid },
    });
    expect(receiver.calls.at(-1)?.headers['x-key']).toBe('n3w');
    env = {};
  });
});

describe('what is wrong is told with file, line, field and remedy', () => {
  const problems = async (text: string) => {
    write('bad.yaml', text);
    expect(await run('apply', '--publish')).toBe(2);
    return saidText();
  };
  const good = async () => fileOf(newName('Bad'), (await segment()).name);

  test.each([
    ['no YAML', () => 'name: [a\ndefinition: {}', /^bad\.yaml:\d+: This is not YAML/],
    ['nothing in it', () => '', /^bad\.yaml: /],
    [
      'a word nobody knows',
      (text: string) => text.replace('page_id', 'page'),
      /^bad\.yaml:5 definition\.page: is not known\n {4}Did you mean page_id/,
    ],
    [
      'a word nobody knows at the top',
      (text: string) => `${text}tag: a\n`,
      /^bad\.yaml:11 tag: is not known\n {4}Did you mean tags/,
    ],
    [
      'an id without quotes',
      (text: string) => text.replaceAll('"', ''),
      /^bad\.yaml:5 definition\.page_id: .*\n {4}Write it in quotes\./,
    ],
    [
      'an unknown segment',
      (text: string) => text.replace(/segment: ps_id.*/, 'segment: Nobody'),
      /^bad\.yaml:4 definition\.segment: There is no segment “Nobody”\.\n {4}Make it, or choose/,
    ],
    [
      'an impossible schedule',
      (text: string) => `${text}  delivery_type: periodic\n`,
      /definition\.schedule.*: A periodic campaign needs/,
    ],
    [
      'a time that is none',
      (text: string) =>
        `${text}  schedule:\n    kind: at\n    local_time: 2027-02-30T09:00\n    time_zone: UTC\n`,
      /^bad\.yaml:13 definition\.schedule\.local_time: is not a day/,
    ],
    [
      'a campaign that is not there',
      (text: string) => `id: cmp_999999\n${text}`,
      /^bad\.yaml:1 id: There is no campaign cmp_999999\./,
    ],
    [
      'a template with an error',
      (text: string) => text.replace('{{ first_name', '{{ first_name |'),
      /^bad\.yaml.*definition\.message/m,
    ],
  ] as const)('%s', async (_name, spoil, expected) => {
    expect(await problems(spoil(await good()))).toMatch(expected);
  });

  test('one bad file keeps no other from being applied', async () => {
    const text = await good();
    write('a.yaml', 'name: x');
    write('b.yaml', text);
    expect(await run('apply')).toBe(2);
    expect(saidText()).toMatch(/a\.yaml.*definition[\s\S]*b\.yaml: created/);
  });

  test('a wrong key, no service, an unknown command, an unknown option', async () => {
    mkdirSync(join(folder, 'sub'));
    const ask = (args: string[], api: { url: string; key: string | undefined }) => {
      said = [];
      return runCampaignCommand(args, { api, env, say: (line) => said.push(line) });
    };
    expect(await ask(['pull'], { url: world.url, key: 'tal_wrong' })).toBe(2);
    expect(await ask(['pull'], { url: world.url, key: undefined })).toBe(2);
    expect(saidText()).toMatch(/TALARIA_API_KEY is missing/);
    expect(await ask(['pull'], { url: 'http://127.0.0.1:1', key: 'a' })).toBe(2);
    expect(saidText()).toMatch(/cannot be reached[\s\S]*TALARIA_URL/);
    expect(await run('push')).toBe(2);
    expect(await run('pull', '--quick')).toBe(2);
  });
});

describe('test', () => {
  test('renders for a person, and with --send sends', async () => {
    const [psid] = await peopleWrite(world, 1);
    const { name: segmentName } = await segment();
    write('t.yaml', fileOf(newName('Try'), segmentName, 'For you,'));
    const file = join(folder, 't.yaml');
    const before = await world.count("attempts where outcome = 'accepted'");
    expect(await run('test', file, '--to', `psid:${psid}`)).toBe(0);
    expect(saidText()).toContain('For you,');
    expect(await run('test', file, '--to', `psid:${psid}`, '--send')).toBe(0);
    expect(saidText()).toMatch(/It answered 200/);
    expect(await world.count("attempts where outcome = 'accepted'")).toBe(before);
    expect(await run('test', file, '--to', 'nobody-has-this-id')).toBe(2);
    expect(await run('test', file)).toBe(2);
  });
});
