// GET/PUT /sandbox/faults: the list of faults in force, replaced as a whole, or by the name of a preset. An empty list heals
// everything.
import { z } from 'zod';
import { faultsSchema } from '../faults/fault.contract.ts';
import { findPreset, PRESETS } from '../faults/presets.ts';
import type { ControlRequest } from './control.ts';
import { ControlError, parse } from './errors.ts';

export function readFaults({ world }: ControlRequest): unknown {
  return world.faults.list();
}

const presetSchema = z.strictObject({ preset: z.string() });

export function changeFaults(request: ControlRequest): unknown {
  const { world, body } = request;
  if (Array.isArray(body)) world.faults.replace(parse(faultsSchema, body));
  else {
    const { preset: name } = parse(presetSchema, body);
    const preset = findPreset(name);
    const names = PRESETS.map((one) => one.name).join(', ');
    if (!preset) throw new ControlError(400, `preset: give a list of faults, or one of ${names}`, 'preset');
    world.faults.replace(preset.faults);
  }
  return readFaults(request);
}

export function listPresets(): unknown {
  return PRESETS;
}
