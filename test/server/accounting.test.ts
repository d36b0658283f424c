import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ClientLogging, type ClientLoggingStats, createClientLogging, MCP_LEVELS } from '../../src/index.js'
import fc from '../harness/fast-check.js'
import { Scripted } from '../harness/scripted.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  // Node's own `clearImmediate`, given a fake one, would lose real ones.
  vi.runOnlyPendingTimers()
  vi.useRealTimers()
})

function sum({ sent, queued, inFlight, dropped }: ClientLoggingStats): number {
  return sent + queued + inFlight + Object.values(dropped).reduce((total, each) => total + each, 0)
}

/** The hub under test, and what the model knows of it. */
class Real {
  readonly logging: ClientLogging
  readonly clients: Scripted[] = []
  logged = 0
  requests = 0
  readonly open: { readonly client: Scripted; readonly id: number }[] = []

  constructor(options: object) {
    this.logging = createClientLogging({ onWarning: () => {}, ...options })
  }

  client(pick: number): Scripted | undefined {
    return this.clients[pick % Math.max(1, this.clients.length)]
  }

  async check(): Promise<void> {
    const stats = this.logging.stats()
    expect(stats.accepted).toBe(sum(stats))
    expect(stats.queued).toBeGreaterThanOrEqual(0)
    expect(stats.inFlight).toBeGreaterThanOrEqual(0)
    const handed = this.clients.flatMap(({ logs }) => logs)
    expect(stats.sent + stats.inFlight).toBeLessThanOrEqual(handed.length)
    for (const { logs } of this.clients) {
      for (const stream of new Set(logs.map(({ related }) => related))) {
        const numbers = logs
          .filter(({ related }) => related === stream)
          .map(({ params }) => params?.data)
          .filter((data) => typeof data === 'number')
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
      }
    }
  }
}

type Model = Record<string, never>

class Step implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly name: string,
    private readonly action: (real: Real) => unknown,
  ) {}

  check(): boolean {
    return true
  }

  async run(_model: Model, real: Real): Promise<void> {
    await this.action(real)
    await real.check()
    await vi.advanceTimersByTimeAsync(0)
    await real.check()
  }

  toString(): string {
    return this.name
  }
}

const pick = fc.nat({ max: 3 })
const level = fc.constantFrom(...MCP_LEVELS)
const step = (name: string, action: (real: Real) => unknown): Step => new Step(name, action)

const background = fc.tuple(level, fc.integer({ min: 1, max: 40 })).map(([each, count]) =>
  step(`log ${count} ${each}`, ({ logging }) => {
    for (let n = 0; n < count; n++) logging.logger().log(each, ++counter)
  }),
)
/** Rises over all logs, so that their order can be checked on the wire. */
let counter = 0

const steps = [
  background,
  fc
    .tuple(pick, level, fc.integer({ min: 1, max: 40 }), fc.option(level, { nil: undefined }))
    .map(([which, each, count, asked]) =>
      step(`call ${which}: ${count} ${each}, asked for ${asked}`, (real) => {
        const client = real.client(which)
        if (client === undefined) return
        const id = ++real.requests
        real.open.push({ client, id })
        const log = real.logging.logger()
        client.call(id, () => Array.from({ length: count }, () => log.log(each, ++counter)), asked)
      }),
    ),
  pick.map((which) =>
    step(`respond ${which}`, (real) => {
      const [open] = real.open.splice(which % Math.max(1, real.open.length), 1)
      open?.client.respond(open.id).catch(() => {})
    }),
  ),
  pick.map((which) =>
    step(`cancel ${which}`, (real) => {
      const [open] = real.open.splice(which % Math.max(1, real.open.length), 1)
      open?.client.receive({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: open.id } })
    }),
  ),
  fc.tuple(fc.boolean(), fc.boolean()).map(([http, initialized]) =>
    step(`attach, ${http ? 'http' : 'local'}${initialized ? ', initialized' : ''}`, async (real) => {
      if (real.clients.length === 4) return
      const client = await new Scripted({ http }).attach(real.logging)
      real.clients.push(client)
      if (initialized) await client.initialize()
    }),
  ),
  fc
    .tuple(pick, level)
    .map(([which, each]) => step(`setLevel ${which} ${each}`, (real) => void real.client(which)?.setLevel(each))),
  pick.map((which) =>
    step(`stall ${which}`, (real) => {
      const client = real.client(which)
      if (client !== undefined) client.stalled = true
    }),
  ),
  pick.map((which) => step(`resume ${which}`, (real) => real.client(which)?.resume())),
  fc.tuple(pick, pick, fc.boolean()).map(([which, nth, fails]) =>
    step(`settle ${which}'s ${nth} ${fails ? 'by failing' : ''}`, (real) => {
      const [pending] = real.client(which)?.pending.splice(nth, 1) ?? []
      if (fails) pending?.reject(new Error('refused'))
      else pending?.resolve()
    }),
  ),
  pick.map((which) => step(`close ${which}`, (real) => real.client(which)?.close())),
  fc
    .constantFrom(1, 124, 250, 1000, 5000, 60_000)
    .map((time) => step(`after ${time} ms`, () => vi.advanceTimersByTimeAsync(time))),
  fc.constant(step('flush', (real) => void real.logging.flush({ timeout: 10 }))),
  fc.constant(step('end', (real) => void real.logging.close())),
]

describe('accepted = sent + queued + in flight + dropped', () => {
  test('whatever is logged, and whatever the clients do', async () => {
    const options = fc.record({
      background: fc.constantFrom('local', 'all', 'none'),
      beforeConnect: fc.constantFrom('keep', 'drop'),
      queue: fc.record({ maxRecords: fc.integer({ min: 1, max: 50 }), maxSize: fc.integer({ min: 1, max: 2000 }) }),
      rateLimit: fc.constantFrom(false, { burst: 30, reserve: 5, perSecond: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(options, fc.commands(steps, { maxCommands: 60, size: 'max' }), async (each, commands) => {
        const real = new Real(each)
        await fc.asyncModelRun(() => ({ model: {}, real }), commands)
        // However it went, at the end nothing is on its way any more.
        const closed = real.logging.close()
        await vi.advanceTimersByTimeAsync(1000)
        await closed
        expect(real.logging.stats()).toMatchObject({ queued: 0, inFlight: 0, connections: 0 })
        await real.check()
        for (const client of real.clients) await client.resume()
        await vi.advanceTimersByTimeAsync(10_000)
        await real.check()
      }),
      { numRuns: 150 },
    )
  })

  test('what settles after the end is not counted twice', async () => {
    const logging = createClientLogging()
    const client = await Scripted.legacy(logging)
    client.stalled = true
    for (let n = 0; n < 20; n++) logging.logger().info('x')
    const closed = logging.close()
    await vi.advanceTimersByTimeAsync(1000)
    await closed
    const stats = logging.stats()
    expect(stats).toMatchObject({ accepted: 20, sent: 0, queued: 0, inFlight: 0, dropped: { timeout: 20 } })
    await client.resume()
    expect(logging.stats()).toEqual(stats)
  })

  test('each client that a record was meant for counts', async () => {
    const logging = createClientLogging({ background: 'all' })
    for (let n = 0; n < 3; n++) await Scripted.legacy(logging, { http: true })
    logging.logger().info('x')
    await vi.advanceTimersByTimeAsync(0)
    expect(logging.stats()).toMatchObject({ accepted: 3, sent: 3 })
  })
})
