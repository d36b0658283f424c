import { AsyncResource } from 'node:async_hooks'
import { Server as V1Server } from '@modelcontextprotocol/sdk/server/index.js'
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { Server as V2Server } from '@modelcontextprotocol/server'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import winston from 'winston'
import TransportStream from 'winston-transport'
import { type Forwarding, forwardLogs } from '../../src/client/index.js'
import { createClientLogging, MCP_LEVELS, type McpLevel, type RequestLog, reportProgress } from '../../src/index.js'
import { type AddedMcpDestination, addMcpDestination, mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import fc from '../harness/fast-check.js'
import { OddTransport, type Sending, SettersOnly } from '../harness/odd-transport.js'
import { type LegacySession, legacySession } from '../harness/sessions.js'

// The whole public API, in any order, over transports of any kind. `npm run drive -- MINUTES` does it for longer;
// DRIVE_SEED repeats a run.

const MINUTES = Number(process.env.DRIVE_MINUTES ?? 0)
const SEED = process.env.DRIVE_SEED === undefined ? {} : { seed: Number(process.env.DRIVE_SEED) }

/** What the application itself throws: that may pass. */
class Own extends Error {}

const unhandled: unknown[] = []
const note = (reason: unknown): void => void unhandled.push(reason)
beforeAll(() => void process.on('unhandledRejection', note))
afterAll(() => void process.off('unhandledRejection', note))
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const throwing = (): never => {
  throw new Own('The application throws')
}
const BAD_LOGGER = { debug: throwing, info: throwing, warn: throwing, error: throwing }
const INFO = { name: 'driver', version: '1.0.0' }

/** What a tool does: logs with each of these, and more of it after its response. */
interface Work {
  readonly loggers: readonly number[]
  readonly level: McpLevel
  readonly count: number
  readonly late: boolean
  readonly upstream: boolean
  readonly fails: boolean
}

/** One server and its one client. */
class Session {
  readonly transport: OddTransport
  readonly server: { connect(transport: never): Promise<void>; setRequestHandler: unknown }
  #work: () => Promise<void> | void = () => {}
  #requests = 0

  constructor(
    readonly id: number,
    kind: 'v1' | 'v2' | 'fake',
    transport: 'plain' | 'setters',
    http: boolean,
  ) {
    const name = http ? `session-${id}` : undefined
    this.transport = transport === 'plain' ? new OddTransport(name) : new SettersOnly(name)
    const call = async (): Promise<{ content: [] }> => {
      await this.#work()
      return { content: [] }
    }
    if (kind === 'v1') {
      const server = new V1Server(INFO, { capabilities: { tools: {} } })
      server.setRequestHandler(CallToolRequestSchema, call)
      this.server = server as never
    } else if (kind === 'v2') {
      const server = new V2Server(INFO, { capabilities: { tools: {} } })
      server.setRequestHandler('tools/call', call as never)
      this.server = server as never
    } else {
      this.server = new FakeServer(() => this.#work()) as never
    }
  }

  request(method: string, params: object | null | undefined): void {
    this.transport.receive({ jsonrpc: '2.0', id: ++this.#requests, method, ...(params !== undefined && { params }) })
  }

  initialize(): void {
    this.request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: INFO })
    this.transport.receive({ jsonrpc: '2.0', method: 'notifications/initialized' })
  }

  call(work: () => Promise<void> | void, modern: McpLevel | false): void {
    this.#work = work
    const era = modern !== false && {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/logLevel': modern,
    }
    const _meta = { progressToken: `token-${this.#requests}`, ...era }
    this.request('tools/call', { name: 'tool', arguments: {}, _meta })
  }

  cancel(): void {
    const params = { requestId: this.#requests }
    this.transport.receive({ jsonrpc: '2.0', method: 'notifications/cancelled', params })
  }
}

/** Of no SDK: answers at once, and throws into its transport what its tools throw. */
class FakeServer {
  readonly #call: () => unknown
  constructor(call: () => unknown) {
    this.#call = call
  }
  setRequestHandler(): void {}
  async connect(transport: OddTransport): Promise<void> {
    transport.onmessage = ({ id, method }: { id?: number; method: string }) => {
      if (method === 'tools/call') this.#call()
      if (id !== undefined) Promise.resolve(transport.send({ jsonrpc: '2.0', id, result: {} })).catch(() => {})
    }
    transport.onclose = () => {}
    await transport.start()
  }
}

/** Everything under test at once. */
class Real {
  readonly failures: unknown[] = []
  readonly sessions: Session[] = []
  readonly logging
  readonly winston: winston.Logger
  readonly piped: pino.Logger
  readonly local: pino.Logger
  tee: AddedMcpDestination | undefined
  upstream: LegacySession | undefined
  forwarding: Forwarding | undefined
  requestLog: RequestLog | undefined
  isClosed = false

  constructor(options: object) {
    this.logging = createClientLogging({ onWarning: throwing, closeTimeout: 100, ...options })
    const slow = new TransportStream({ log: (_info, next) => void setImmediate(next) })
    this.winston = winston.createLogger({
      level: 'silly',
      transports: [slow, new McpTransport({ logging: this.logging })],
    })
    this.piped = pino({ level: 'trace' }, mcpDestination({ logging: this.logging }))
    this.local = pino({ level: 'trace' }, { write: () => {} })
  }

  pick(which: number): Session | undefined {
    return this.sessions[which % Math.max(1, this.sessions.length)]
  }

  /** Whatever happens here, the caller does not notice. */
  quietly(run: () => void): void {
    try {
      run()
    } catch (error) {
      if (!(error instanceof Own)) this.failures.push(error)
    }
  }

  /** While the bridge watches a server, not even its transport may throw at who hands in a message. */
  receiving(run: () => void): void {
    if (!this.isClosed) return this.quietly(run)
    try {
      run()
    } catch {
      // the transport's own
    }
  }

  log(logger: number, level: McpLevel, fields: object): void {
    const toWinston = { debug: 'debug', info: 'info', warning: 'warn' } as const
    const name = toWinston[level as keyof typeof toWinston] ?? 'error'
    this.quietly(() => {
      if (logger === 0) this.logging.logger().log(level, fields)
      if (logger === 1) this.winston.log(name, 'message', fields)
      if (logger === 2) this.piped[name](fields, 'message')
      if (logger === 3) this.local[name](fields, 'message')
      if (logger === 4) this.logging.publish({ level, data: fields as never })
    })
  }

  work(session: Session, { loggers, level, count, late, upstream, fails }: Work): () => Promise<void> | void {
    const fields = { owner: session.id }
    const logAll = (): void => {
      for (let n = 0; n < count; n++) for (const logger of loggers) this.log(logger, level, fields)
    }
    return () => {
      logAll()
      this.quietly(() => void reportProgress(count, 100, JSON.stringify(fields)))
      // Timers of the test runner do not keep the context that Node's own keep.
      if (late) setTimeout(AsyncResource.bind(logAll), 50)
      if (upstream) this.upstream?.client.callTool({ name: 'any', arguments: fields }).catch(() => {})
      if (fails) throwing()
    }
  }

  async connectUpstream(): Promise<void> {
    const session = legacySession('v1')
    const server = session.server as V1Server
    server.registerCapabilities({ tools: {} })
    server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
      session.send({ level: 'error', data: params.arguments })
      return { content: [] }
    })
    this.upstream = session
    await session.connect()
  }

  check(): void {
    expect(this.failures).toEqual([])
    expect(unhandled).toEqual([])
    const { accepted, sent, queued, inFlight, dropped } = this.logging.stats()
    const sum = Object.values(dropped).reduce((total, each) => total + each, sent + queued + inFlight)
    expect(accepted).toBe(sum)
    expect(Math.min(queued, inFlight)).toBeGreaterThanOrEqual(0)
    for (const { id, transport } of this.sessions) {
      for (const message of transport.received) {
        const owners = JSON.stringify(message.params ?? {}).matchAll(/owner\\?":(\d+)/g)
        for (const [, owner] of owners) expect(owner).toBe(String(id))
      }
    }
  }
}

class Step implements fc.AsyncCommand<object, Real> {
  constructor(
    private readonly name: string,
    private readonly action: (real: Real) => unknown,
  ) {}
  check(): boolean {
    return true
  }
  async run(_model: object, real: Real): Promise<void> {
    await this.action(real)
    real.check()
    await vi.advanceTimersByTimeAsync(0)
    real.check()
  }
  toString(): string {
    return this.name
  }
}

const step = (name: string, action: (real: Real) => unknown): Step => new Step(name, action)
const which = fc.nat({ max: 3 })
const level = fc.constantFrom(...MCP_LEVELS)
const logger = fc.nat({ max: 4 })
const work = fc.record({
  loggers: fc.array(logger, { minLength: 1, maxLength: 3 }),
  level,
  count: fc.integer({ min: 1, max: 20 }),
  late: fc.boolean(),
  upstream: fc.boolean(),
  fails: fc.boolean(),
})
const sending = fc.constantFrom<Sending>('delivers', 'throws', 'rejects', 'never settles', 'returns nothing')

/** Of a session, if there is one. */
const onSession = (name: string, index: number, action: (session: Session, real: Real) => unknown): Step =>
  step(`${name} ${index}`, (real) => {
    const session = real.pick(index)
    return session && action(session, real)
  })

const steps = [
  fc
    .tuple(
      fc.constantFrom('v1' as const, 'v2' as const, 'fake' as const),
      fc.constantFrom('plain' as const, 'setters' as const),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([kind, transport, http, late]) =>
      step(`connect ${kind}, ${transport}${http ? ', http' : ''}${late ? ', attached late' : ''}`, async (real) => {
        if (real.sessions.length === 4) return
        const session = new Session(real.sessions.length, kind, transport, http)
        // A server of no SDK does not tell of its transport, and one with setters only not of its callbacks.
        const isLate = late && kind !== 'fake' && transport === 'plain'
        if (!isLate) real.logging.attach(session.server)
        await session.server.connect(session.transport as never)
        if (isLate) real.logging.attach(session.server)
        real.sessions.push(session)
        real.receiving(() => session.initialize())
      }),
    ),
  fc
    .tuple(which, work, fc.option(level, { nil: false as const }))
    .map(([index, each, modern]) =>
      onSession(`call ${JSON.stringify(each)}, level ${modern}, of`, index, (session, real) =>
        real.receiving(() => session.call(real.work(session, each), modern)),
      ),
    ),
  fc
    .tuple(logger, level, fc.integer({ min: 1, max: 40 }))
    .map(([index, each, count]) =>
      step(`log ${count} ${each} with ${index} outside`, (real) =>
        Array.from({ length: count }, () => real.log(index, each, { outside: true })),
      ),
    ),
  fc
    .tuple(which, fc.oneof(level, fc.constantFrom('warn', 'bogus', 7, null, {})))
    .map(([index, each]) =>
      onSession(`setLevel ${JSON.stringify(each)} of`, index, ({ request }, real) =>
        real.receiving(() => request.call(real.pick(index) as Session, 'logging/setLevel', { level: each })),
      ),
    ),
  fc
    .tuple(which, fc.constantFrom('ping', 'no/such', 'tools/call', 'initialize'), fc.constantFrom(null, undefined, {}))
    .map(([index, method, params]) =>
      onSession(`${method} with ${JSON.stringify(params)} of`, index, (session, real) => {
        real.receiving(() => session.request(method, params))
      }),
    ),
  which.map((index) => onSession('cancel', index, (session, real) => real.receiving(() => session.cancel()))),
  fc.tuple(which, sending).map(([index, each]) =>
    onSession(`${each}:`, index, ({ transport }) => {
      transport.sending = each
    }),
  ),
  which.map((index) => onSession('hang up', index, ({ transport }) => transport.hangUp())),
  fc.boolean().map((relay) =>
    step(`forward${relay ? ' and relay' : ''}`, async (real) => {
      if (real.upstream === undefined) await real.connectUpstream()
      real.forwarding?.close()
      real.forwarding = forwardLogs((real.upstream as LegacySession).client, real.local, { relay, onWarning: throwing })
    }),
  ),
  fc.constant(
    step('forward to one that throws', (real) => {
      real.forwarding?.close()
      if (real.upstream !== undefined)
        real.forwarding = forwardLogs(real.upstream.client, throwing, { onWarning: throwing })
    }),
  ),
  fc
    .oneof(level, fc.constant(false as const))
    .map((each) => step(`ask upstream for ${each}`, (real) => void real.forwarding?.setLevel(each))),
  fc.constant(
    step('tee or untee', (real) => {
      real.tee?.close()
      real.tee = real.tee === undefined ? addMcpDestination(real.local, { logging: real.logging }) : undefined
    }),
  ),
  fc.constantFrom('local' as const, 'bad' as const, 'none' as const).map((kind) =>
    step(`request log: ${kind}`, (real) => {
      real.requestLog?.close()
      if (kind !== 'none') real.requestLog = real.logging.logRequests(kind === 'bad' ? BAD_LOGGER : real.local)
    }),
  ),
  fc.constantFrom(1, 50, 250, 5000).map((time) => step(`after ${time} ms`, () => vi.advanceTimersByTimeAsync(time))),
  fc.constant(step('flush', (real) => void real.logging.flush({ timeout: 10 }))),
  fc.constant(
    step('close', (real) => {
      real.isClosed = true
      real.logging.close()
    }),
  ),
]

const options = fc.record({
  background: fc.constantFrom('local', 'none'),
  beforeConnect: fc.constantFrom('keep', 'drop'),
  afterResponse: fc.constantFrom('local', 'session', 'none'),
  levelUntilSet: fc.constantFrom('debug', 'info', 'none'),
  queue: fc.record({ maxRecords: fc.integer({ min: 1, max: 50 }) }),
  rateLimit: fc.constantFrom(false, { burst: 30, reserve: 5, perSecond: 5 }),
  progress: fc.boolean(),
  onLevel: fc.constantFrom(() => {}, throwing),
})

async function drive(each: object, commands: Iterable<fc.AsyncCommand<object, Real>>): Promise<void> {
  const real = new Real(each)
  await fc.asyncModelRun(() => ({ model: {}, real }), commands)
  real.forwarding?.close()
  real.isClosed = true
  const closed = real.logging.close()
  await vi.advanceTimersByTimeAsync(1000)
  await closed
  await real.upstream?.client.close()
  await vi.advanceTimersByTimeAsync(10_000)
  real.check()
  expect(real.logging.stats()).toMatchObject({ queued: 0, inFlight: 0, connections: 0 })
}

test(
  'whatever is called in whatever order: nothing is thrown, miscounted or sent to another client',
  async () => {
    const property = fc.asyncProperty(options, fc.commands(steps, { maxCommands: 50, size: 'max' }), drive)
    const time = MINUTES > 0 ? MINUTES * 60_000 : 3000
    await fc.assert(property, {
      ...SEED,
      numRuns: Number.POSITIVE_INFINITY,
      interruptAfterTimeLimit: time,
      markInterruptAsFailure: false,
    })
  },
  MINUTES * 60_000 + 120_000,
)
