import { describe, expect, test } from 'vitest'
import { MCP_LEVELS, type McpLevel } from '../../src/index.js'
import { severity } from '../../src/levels/mcp-level.js'
import { Connection } from '../../src/request/connection.js'
import type { Scope } from '../../src/request/scope.js'
import { type Client, type Route, type RoutingOptions, type RoutingState, routeOf } from '../../src/server/routing.js'

// The table of docs/who-gets-a-record.md, asked of the function that decides it. routing.test.ts and modern.test.ts
// show the same rows on the wire.

const MODERN = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'

interface Setup extends Partial<RoutingOptions> {
  /** Local clients that are connected beside the first one. */
  readonly others?: number
  readonly http?: boolean
  readonly modern?: boolean
  /** Set by `logging/setLevel`. */
  readonly level?: McpLevel
  /** What a request of the modern era asks for. */
  readonly asked?: McpLevel
  readonly closed?: boolean
  readonly waiting?: boolean
  /** `false`: the client has not sent anything yet. */
  readonly known?: boolean
}

function client(hub: Client['hub'], { http = false, modern = false, known = true, level }: Setup): Client {
  const wire = {
    send: async () => {},
    hasStream: () => true,
    hasDrained: () => true,
    streamPerRequest: http,
    sessionId: http ? 'id' : undefined,
    transport: {},
  }
  const connection = new Connection(wire, { remove() {} })
  connection.http = http
  const outlet: Client = { hub, connection, ready() {}, beforeResponse: () => undefined, noteDropped() {}, close() {} }
  connection.add(outlet)
  if (known) connection.learn(modern ? 'modern' : 'legacy')
  if (level !== undefined) {
    connection.setLevel(level, connection.open({ id: 0, method: 'logging/setLevel', params: { level } }))
    connection.take(0)
  }
  return outlet
}

function setUp(setup: Setup = {}) {
  const clients: Client[] = []
  const { background = 'local', afterResponse = 'local', untilSet = severity('info') } = setup
  const hub: RoutingState<Client> & Client['hub'] = {
    accepts: () => true,
    levelAccepted() {},
    closed: setup.closed ?? false,
    isWaiting: setup.waiting ?? false,
    options: { background, afterResponse, untilSet },
    clients: () => clients,
    localClients: () => clients.filter(({ connection }) => connection.local),
  }
  const first = client(hub, setup)
  clients.push(first)
  for (let n = 0; n < (setup.others ?? 0); n++) clients.push(client(hub, {}))
  const { connection } = first
  const meta = { ...MODERN, ...(setup.asked && { [LOG_LEVEL]: setup.asked }) }
  const request = connection.open({
    id: 1,
    method: 'tools/call',
    params: { name: 'tool', ...(setup.modern && { _meta: meta }) },
  })
  const route = (scope: Scope | undefined, level: McpLevel = 'info'): Route<Client> =>
    routeOf(severity(level), scope, hub)
  return { hub, first, clients, connection, request, route }
}

type Where = 'open' | 'answered' | 'notification' | 'outside'

const scopeFor = ({ connection, request }: ReturnType<typeof setUp>, where: Where): Scope | undefined => {
  if (where === 'answered') request.state = 'ended'
  if (where === 'outside') return undefined
  return where === 'notification' ? { connection } : { connection, request }
}

test.each<[where: Where, setup: Setup, expected: 'the client' | 'all' | string]>([
  // Inside an open request.
  ['open', {}, 'the client'],
  ['open', { http: true, others: 2 }, 'the client'],
  ['open', { others: 2 }, 'the client'],
  ['open', { level: 'warning' }, 'level'],
  ['open', { untilSet: Number.POSITIVE_INFINITY }, 'level'],
  ['open', { untilSet: Number.POSITIVE_INFINITY, level: 'info' }, 'the client'],
  ['open', { modern: true, asked: 'info' }, 'the client'],
  ['open', { modern: true, asked: 'warning' }, 'level'],
  ['open', { modern: true }, 'not-requested'],
  // After it was answered or cancelled.
  ['answered', {}, 'the client'],
  ['answered', { others: 1 }, 'several-clients'],
  ['answered', { http: true }, 'no-request'],
  ['answered', { http: true, others: 1 }, 'no-request'],
  ['answered', { afterResponse: 'session', others: 1 }, 'the client'],
  ['answered', { afterResponse: 'session', http: true }, 'the client'],
  ['answered', { afterResponse: 'none' }, 'no-request'],
  ['answered', { level: 'error', others: 1 }, 'level'],
  ['answered', { modern: true, asked: 'debug', afterResponse: 'session' }, 'no-request'],
  // In a notification handler.
  ['notification', { http: true, others: 1 }, 'the client'],
  ['notification', { others: 1 }, 'the client'],
  ['notification', { background: 'none' }, 'no-client'],
  ['notification', { modern: true, asked: 'debug' }, 'no-request'],
  // Outside of any request.
  ['outside', {}, 'the client'],
  ['outside', { level: 'error' }, 'level'],
  ['outside', { others: 1 }, 'several-clients'],
  ['outside', { others: 2 }, 'several-clients'],
  ['outside', { http: true, others: 1 }, 'the other'],
  ['outside', { others: 1, background: 'all' }, 'all'],
  ['outside', { http: true }, 'no-client'],
  ['outside', { http: true, background: 'all' }, 'the client'],
  ['outside', { background: 'none' }, 'no-client'],
  ['outside', { modern: true, asked: 'debug', background: 'all' }, 'no-client'],
  ['outside', { waiting: true }, 'before-connect'],
  ['outside', { waiting: true, untilSet: severity('warning') }, 'level'],
  ['outside', { level: 'error', others: 1, background: 'all' }, 'the other'],
  // The hub is closed.
  ['open', { closed: true }, 'closed'],
  ['outside', { closed: true, waiting: true }, 'closed'],
])('%s, %j: %s', (where, setup, expected) => {
  const set = setUp(setup)
  const route = set.route(scopeFor(set, where))
  const [first, second] = set.clients
  if (expected === 'the client') expect(route).toBe(first)
  else if (expected === 'the other') expect(route).toBe(second)
  else expect(route).toEqual(expected === 'all' ? set.clients : expected)
})

describe('a relayed record', () => {
  const relay = { level: 'info', data: 'x' } as const
  test.each(['local', 'all', 'none'] as const)('of unknown origin is nobody’s with `background: %s`', (background) => {
    const { route, connection, request } = setUp({ background })
    const received = { relay, originKnown: false }
    expect(route({ received })).toBe('unknown-origin')
    expect(route({ received, connection, request })).toBe('unknown-origin')
  })

  test('goes where its call came from, and is not sent on without `relay`', () => {
    const { route, connection, request, first } = setUp({ http: true })
    expect(route({ received: { relay }, connection, request })).toBe(first)
    expect(route({ received: { relay: undefined }, connection, request })).toBe('received')
  })

  test('is no echo to the client that it came from', () => {
    const { route, first } = setUp()
    expect(route({ received: { relay }, sending: first })).toBe('feedback')
  })
})

test('of several clients that refuse it, the reason of the first counts', () => {
  const { hub, clients, route } = setUp({ level: 'error' })
  clients.push(client(hub, { known: false }))
  expect(route(undefined)).toBe('level')
  clients.reverse()
  expect(route(undefined)).toBe('level')
})

test('what is meant for the local log alone goes to nobody', () => {
  const { route, connection, request } = setUp()
  expect(route({ localOnly: true, connection, request })).toBe('local-only')
})

test('what is logged while a record is sent, or about a fault of this hub, goes nowhere', () => {
  const { route, first, hub, connection, request } = setUp()
  expect(route({ sending: first })).toBe('feedback')
  expect(route({ sending: first, connection, request })).toBe('feedback')
  expect(route({ reporting: hub, connection, request })).toBe('feedback')
  expect(route({ reporting: {}, connection, request })).toBe(first)
})

test('a session that is closed, or that this hub does not serve', () => {
  const { route, connection, request, hub } = setUp()
  const outlet = connection.outletOf(hub) as Client
  connection.remove(outlet)
  expect(route({ connection, request })).toBe('no-client')
  connection.close()
  expect(route({ connection, request })).toBe('closed')
})

test('each level against each threshold', () => {
  for (const [threshold, level] of MCP_LEVELS.entries()) {
    const { route, first } = setUp({ level })
    for (const [index, each] of MCP_LEVELS.entries()) {
      expect(route(undefined, each)).toBe(index >= threshold ? first : 'level')
    }
  }
})
