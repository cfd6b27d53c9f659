// What the figures were measured on.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  cpus: string;
  model: string;
  memory: string;
  node: string;
  /** What else ran: near 0 on a machine that measures nothing but us. */
  load: string;
}

export const describeMachine = (): Machine => ({
  cpus: `${availableParallelism()} CPUs`,
  model: cpus()[0]?.model.trim() ?? 'unknown processor',
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: `Node ${process.versions.node}`,
  load: `load before ${loadavg()[0]?.toFixed(1)}`,
});
