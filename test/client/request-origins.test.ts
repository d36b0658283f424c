import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { RequestOrigins } from '../../src/client/request-origins.js'
import { Connection } from '../../src/request/connection.js'
import type { RequestId } from '../../src/request/message.js'
import { currentScope, keepScopes, runInScope, type Scope } from '../../src/request/scope.js'

beforeAll(keepScopes)
afterEach(() => {
  vi.useRealTimers()
})

/** Over HTTP, with a session; without one it is a client of 2026-07-28 or a stateless one. */
function connection(sessionId?: string): Connection {
  const wire = { send: async () => {}, sessionId } as unknown as ConstructorParameters<typeof Connection>[0]
  const made = new Connection(wire, { remove() {} })
  made.http = true
  return made
}

const open = (each: Connection, id: RequestId = 1): Scope => ({
  connection: each,
  request: each.open({ jsonrpc: '2.0', id, method: 'tools/call', params: {} }),
})

/** A pipe, on which everything has one order, or a connection with a stream for each answer. */
function upstream(kind: 'pipe' | 'streams' = 'pipe') {
  const origins = new RequestOrigins(kind === 'streams')
  const scopes = new Map<RequestId, Scope>()
  return {
    send(scope: Scope, id: RequestId, method = 'tools/call') {
      const message = { jsonrpc: '2.0', id, method, params: { name: 'work' } }
      scopes.set(
        id,
        runInScope(scope, () => origins.sent(message)),
      )
    },
    answer: (id: RequestId, context: Scope = {}) => runInScope(context, () => void origins.answered(id)),
    cancel: (id: RequestId) => origins.cancelled(id),
    /** On the stream of a request, or on one of its own. */
    incoming: (on?: RequestId) =>
      runInScope((on === undefined ? {} : scopes.get(on)) as Scope, () => origins.ofIncoming()),
    contextOf: (id: RequestId) => scopes.get(id) as Scope,
  }
}

const UNKNOWN = { scope: {}, isKnown: false }
const NO_SESSION = { scope: {}, isKnown: true }
const request = (id: RequestId) => ({ id, method: 'tools/call', tool: 'work' })

test('one pending request: its own, whoever has used the server before', () => {
  const { send, answer, incoming } = upstream()
  for (const id of ['a', 'b', 'c', 'd']) {
    const scope = open(connection())
    send(scope, id)
    expect(incoming()).toEqual({ scope, isKnown: true, request: request(id) })
    answer(id)
    expect(incoming()).toEqual(UNKNOWN)
  }
})

test('several of one session: the latest that still waits; then its session', () => {
  const { send, answer, incoming } = upstream()
  const session = connection('a')
  const [first, second] = [open(session, 1), open(session, 2)]
  send(first, 'a')
  send(second, 'b')
  expect(incoming()).toEqual({ scope: second, isKnown: true })
  // Answered by the gateway although the server behind it has not answered yet.
  if (second.request) second.request.state = 'ended'
  expect(incoming()).toEqual({ scope: first, isKnown: true })
  answer('a')
  answer('b')
  expect(incoming()).toEqual({ scope: { connection: session }, isKnown: true })
})

test('several of two sessions: nobody’s, unless the stream tells', () => {
  const { send, answer, incoming } = upstream('streams')
  const [one, two] = [open(connection('a')), open(connection('b'))]
  send(one, 'a')
  send(two, 'b')
  expect(incoming('a')).toEqual({ scope: one, isKnown: true, request: request('a') })
  expect(incoming('b')).toEqual({ scope: two, isKnown: true, request: request('b') })
  expect(incoming()).toEqual(UNKNOWN)
  answer('a', {})
  expect(incoming('a')).toEqual(UNKNOWN)
})

test('a stream that may lag behind an answer: for a second it may still be of the one that was answered', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { send, answer, incoming } = upstream('streams')
  const [one, two] = [open(connection()), open(connection())]
  send(one, 'a')
  answer('a')
  send(two, 'b')
  expect(incoming()).toEqual(UNKNOWN)
  vi.advanceTimersByTime(1001)
  expect(incoming()).toEqual({ scope: two, isKnown: true, request: request('b') })
})

test('that answers have streams is learned from the first one', () => {
  const { send, answer, incoming, contextOf } = upstream()
  send({}, 'init', 'initialize')
  answer('init', contextOf('init'))
  send(open(connection()), 'a')
  answer('a', contextOf('a'))
  send(open(connection()), 'b')
  expect(incoming()).toEqual(UNKNOWN)
})

test('a cancelled request may go on at the server: for a minute it counts as pending', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { send, cancel, incoming } = upstream()
  const two = open(connection('b'))
  send(open(connection('a')), 'a')
  cancel('a')
  send(two, 'b')
  expect(incoming()).toEqual(UNKNOWN)
  vi.advanceTimersByTime(60_001)
  expect(incoming()).toEqual({ scope: two, isKnown: true, request: request('b') })
})

test('a context in which the answers to other requests come tells nothing', () => {
  const { send, answer, incoming, contextOf } = upstream()
  send(open(connection('a')), 'a')
  send(open(connection('b')), 'b')
  answer('b', contextOf('a'))
  send(open(connection('c')), 'c')
  expect(incoming('a')).toEqual(UNKNOWN)
})

test('what this process does by itself is of no session, and makes doubtful what is of one', () => {
  const { send, answer, incoming } = upstream()
  send({}, 'job')
  expect(incoming()).toEqual({ ...NO_SESSION, request: request('job') })
  answer('job')
  expect(incoming()).toEqual(NO_SESSION)
  const session = connection('a')
  send(open(session), 'a')
  answer('a')
  expect(incoming()).toEqual(UNKNOWN)
  send({}, 'job again')
  expect(incoming()).toEqual({ ...NO_SESSION, request: request('job again') })
})

test('a local client gets both: its own, and what this process does by itself', () => {
  const { send, answer, incoming } = upstream()
  const local = connection()
  local.http = false
  send({}, 'job')
  const scope = open(local)
  send(scope, 'a')
  expect(incoming()).toEqual({ scope, isKnown: true })
  answer('a')
  answer('job')
  expect(incoming()).toEqual({ scope: { connection: local }, isKnown: true })
})

test('a late record of a client without a session does not go to a local one', () => {
  const { send, answer, incoming } = upstream()
  const local = connection()
  local.http = false
  for (const each of [local, connection()]) {
    send(open(each), 'a')
    answer('a')
  }
  expect(incoming()).toEqual(UNKNOWN)
})

test('a client that connects in a request does it for all', () => {
  const { send, incoming } = upstream()
  send(open(connection('a')), 'init', 'initialize')
  expect(incoming()).toEqual(NO_SESSION)
  expect(incoming('init')).toMatchObject(NO_SESSION)
})

test('a session that is closed is forgotten', () => {
  const { send, answer, incoming } = upstream()
  const [one, two] = [connection('a'), connection('b')]
  send(open(one), 'a')
  send(open(two), 'b')
  answer('a')
  answer('b')
  expect(incoming()).toEqual(UNKNOWN)
  one.close()
  expect(incoming()).toEqual({ scope: { connection: two }, isKnown: true })
  two.close()
  expect(incoming()).toEqual(UNKNOWN)
})

test('requests without an answer do not pile up', () => {
  const { send, incoming } = upstream('streams')
  for (let id = 0; id < 1001; id++) send(open(connection('a'), id), id)
  expect(incoming(0)).not.toHaveProperty('request')
  expect(incoming(1)).toMatchObject({ request: request(1) })
})

test('what keeps a sender in the same process from an echo stays', () => {
  const origins = new RequestOrigins(false)
  const sending = {} as NonNullable<Scope['sending']>
  expect(runInScope({ sending }, () => origins.ofIncoming())).toEqual({ scope: { sending }, isKnown: true })
})

test('the request is sent in a scope that keeps what it was made in', () => {
  const origins = new RequestOrigins(false)
  const scope = open(connection('a'))
  const sent = runInScope(scope, () => origins.sent({ jsonrpc: '2.0', id: 1, method: 'tools/list' }))
  expect(sent).toMatchObject(scope)
  expect(runInScope(sent, () => currentScope()?.outgoing)).toMatchObject({ id: 1, method: 'tools/list' })
})
