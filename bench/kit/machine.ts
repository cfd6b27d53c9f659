// What the figures were measured on.
import { availableParallelism, cpus, totalmem } from 'node:os';

export interface Machine {
  cpus: string;
  model: string;
  memory: string;
  node: string;
}

export const describeMachine = (): Machine => ({
  cpus: `${availableParallelism()} CPUs`,
  model: cpus()[0]?.model.trim() ?? 'unknown processor',
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: `Node ${process.versions.node}`,
});
