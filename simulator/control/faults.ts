// GET/PUT /sandbox/faults: the list of faults in force, replaced as a whole. An empty list heals everything.
import { faultsSchema } from '../faults/fault.contract.ts';
import type { ControlRequest } from './control.ts';
import { parse } from './errors.ts';

export function readFaults({ world }: ControlRequest): unknown {
  return world.faults.list();
}

export function changeFaults(request: ControlRequest): unknown {
  request.world.faults.replace(parse(faultsSchema, request.body));
  return readFaults(request);
}
