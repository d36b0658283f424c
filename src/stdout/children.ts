import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A child process that shares this process's stdout, where the system shows that (Linux). */
export function childOnStdout(): { readonly stray: 'child'; readonly what: string } | undefined {
  try {
    const ours = readlinkSync('/proc/self/fd/1')
    for (const pid of childrenOf('self')) {
      if (stdoutOf(pid) === ours) return { stray: 'child', what: `A child process (pid ${pid}, ${commandOf(pid)})` }
    }
  } catch {
    // Not Linux, or no permission.
  }
  return undefined
}

function childrenOf(pid: string): string[] {
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  )
}

/** `undefined` for a child that has exited meanwhile. */
function stdoutOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/1`)
  } catch {
    return undefined
  }
}

function commandOf(pid: string): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
}
