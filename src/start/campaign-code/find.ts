// Which stored campaign a file is of: by its id, else by its name.
import { type Client, Refusal, type Stored } from './client.ts';
import { type CampaignFile, problemOf } from './file.ts';
import { problemIn } from './resolve.ts';

/** null: none yet, or (the file has a problem more) none that can be told. */
export async function findStored(client: Client, file: CampaignFile): Promise<Stored | null> {
  if (file.content === null) return null;
  const { id, name } = file.content;
  if (id !== undefined) return findById(client, file, id);
  const found = await client.listCampaigns(name);
  const [one] = found;
  if (one === undefined) return null;
  if (found.length === 1) return client.getCampaign(one.id);
  file.problems.push(
    problemIn(
      file,
      'name',
      `There are ${found.length} campaigns “${name}”.`,
      `Say which by its id: ${found.map(({ id }) => id).join(', ')}.`,
    ),
  );
  return null;
}

async function findById(client: Client, file: CampaignFile, id: string): Promise<Stored | null> {
  try {
    return await client.getCampaign(id);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    file.problems.push(
      problemOf(
        'id',
        file.lineOf(['id']),
        `There is no campaign ${id}.`,
        'Remove id and revision to create it anew.',
      ),
    );
    return null;
  }
}
