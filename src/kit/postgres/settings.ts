// The embedded server's settings, derived from the machine. Pure; every line says why it is not PostgreSQL's default.

export interface Machine {
  memoryMb: number;
  cores: number;
  /** Size of /dev/shm, or undefined where there is none. Containers often have only 64 MB of it. */
  sharedMemoryMb?: number;
}

/** The contents of `talaria.conf`, rewritten at each start so that the settings follow the machine. */
export function renderSettings(machine: Machine, overrides: Record<string, string> = {}): string {
  const lines = Object.entries({ ...deriveSettings(machine), ...overrides }).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`,
  );
  return [
    '# Written by Talaria at each start, from the memory and cores it finds; changes here are lost.',
    '# To change a setting, put it below the include line in postgresql.conf.',
    ...lines,
    '',
  ].join('\n');
}

/** Setting name → value. Memory is shared with the service itself, so PostgreSQL takes an eighth, not the usual quarter. */
export function deriveSettings(machine: Machine): Record<string, string> {
  const { memoryMb, cores } = machine;
  return {
    // What the server keeps of the tables; the rest is in the system's page cache.
    shared_buffers: megabytes(memoryMb / 8, 128, 2_048),
    // An estimate for the planner, nothing is reserved: half of the machine will hold our pages.
    effective_cache_size: megabytes(memoryMb / 2, 256, 65_536),
    // Per sort or hash. A segment over a million people sorts in memory instead of on disk.
    work_mem: megabytes(memoryMb / 256, 8, 64),
    // Index builds and vacuum: rare, few at a time.
    maintenance_work_mem: megabytes(memoryMb / 24, 64, 1_024),
    // Fewer checkpoints in a large send. Recovery after a crash replays at most this: 475 MB took 3.9 s, measured.
    max_wal_size: '2GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    // Full-page images dominate the log of an update-heavy queue. pglz is the one codec in the embedded build.
    wal_compression: 'pglz',
    // The embedded build has no LLVM, and our statements are short: compiling them costs more than it gives.
    jit: 'off',
    // Disks are solid-state now: reading at random costs about as much as reading in order.
    random_page_cost: '1.1',
    max_worker_processes: String(cores + 8),
    max_parallel_workers: String(cores),
    max_parallel_workers_per_gather: String(Math.min(4, Math.max(1, Math.floor(cores / 2)))),
    // Queue tables turn over completely: with the defaults (20 %, 10 %) they would bloat and be planned from stale counts.
    autovacuum_vacuum_scale_factor: '0.05',
    autovacuum_analyze_scale_factor: '0.02',
    // Parallel queries exchange rows through /dev/shm; where it is small they would fail, so use files.
    ...((machine.sharedMemoryMb ?? 0) < 512 ? { dynamic_shared_memory_type: 'mmap' } : {}),
    // An acknowledged webhook or send survives a power cut. Batching, not this, is where speed comes from.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    // Slow statements are worth a line; the values in them are people's data and stay out of the log.
    log_min_duration_statement: '2s',
    log_parameter_max_length: '0',
    log_error_verbosity: 'terse',
  };
}

function megabytes(value: number, least: number, most: number): string {
  return `${Math.round(Math.min(most, Math.max(least, value)))}MB`;
}
