// What the servers of one client have in common.

/**
 * Logs `n` records. A tool that never awaits would hand over everything at once, and the pipe would be filled before it
 * is read.
 *
 * @param {number} n
 * @param {(i: number) => void} log
 */
export async function flood(n, log) {
  for (let i = 0; i < n; ) {
    for (const end = Math.min(n, i + 100); i < end; i++) log(i)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Nanoseconds of processor time that this process has used. */
export function cpuText() {
  const { user, system } = process.cpuUsage()
  return String((user + system) * 1000)
}
