import { expectKind } from '../check.js'

/** One step of the paths that begin alike. */
export interface PathNode {
  readonly steps: Map<string, PathNode>
  readonly any: PathNode | undefined
  /** A path ends here: the value is redacted. */
  readonly ends: boolean
}

/** Where the walk is in the paths: at several places, since `*` and a name may both lead here. */
export type PathNodes = readonly PathNode[] | undefined

interface Draft {
  steps: Map<string, Draft>
  any: Draft | undefined
  ends: boolean
}

/**
 * Paths in pino's syntax: `a.b`, `a["b-c"].d`, `users[*].ssn`, `*.password`.
 *
 * They are followed by the walk itself, not by `@pinojs/redact` (0.4.0): that copies every object even where no path leads,
 * turns an own `__proto__` key into the copy's prototype, sees neither Maps nor `toJSON`, and with two paths like
 * `a.*.c.x` and `a.b.y` writes into the caller's object.
 *
 * @throws TypeError
 */
export function parsePaths(paths: readonly string[]): PathNodes {
  const root: Draft = { steps: new Map(), any: undefined, ends: false }
  paths.forEach((path, index) => {
    let node = root
    const steps = typeof path === 'string' ? stepsOf(path) : undefined
    expectKind(
      `redact.paths[${index}]`,
      path,
      'a path such as `req.headers["x-key"]` or `users[*].ssn`',
      () => steps !== undefined,
    )
    for (const step of steps as readonly string[]) node = stepOf(node, step)
    node.ends = true
  })
  return paths.length === 0 ? undefined : [root]
}

function stepOf(node: Draft, step: string): Draft {
  const fresh = (): Draft => ({ steps: new Map(), any: undefined, ends: false })
  if (step === '*') {
    node.any ??= fresh()
    return node.any
  }
  const next = node.steps.get(step) ?? fresh()
  node.steps.set(step, next)
  return next
}

const STEP = /\.?([^.[\]"'`*,\s][^.[\],]*|\*)|\[(?:"([^"]*)"|'([^']*)'|`([^`]*)`|(\*|[^\]"'`]+))\]/y

function stepsOf(path: string): string[] | undefined {
  const steps: string[] = []
  if (path.startsWith('.')) return undefined
  STEP.lastIndex = 0
  while (STEP.lastIndex < path.length) {
    // A name after `]` needs its dot.
    const at = STEP.lastIndex
    const match = STEP.exec(path)
    if (match === null || (at > 0 && match[0][0] !== '.' && match[0][0] !== '[')) return undefined
    steps.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? (match[5] as string))
  }
  return steps.length === 0 ? undefined : steps
}

export function stepInto(nodes: readonly PathNode[], key: string): PathNodes {
  const next: PathNode[] = []
  for (const { steps, any } of nodes) {
    const named = steps.get(key)
    if (named !== undefined) next.push(named)
    if (any !== undefined) next.push(any)
  }
  return next.length === 0 ? undefined : next
}
