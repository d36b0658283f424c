import { beforeAll, expect, test } from 'vitest'
import { RequestOrigins } from '../../src/client/request-origins.js'
import { Connection, type RequestId } from '../../src/request/connection.js'
import { keepScopes, runInScope, type Scope } from '../../src/request/scope.js'

beforeAll(keepScopes)

const connection = (): Connection =>
  new Connection({ send: async () => {}, sessionId: 'a', transport: {} }, { remove() {} })
const open = (each: Connection, id: RequestId): Scope =>
  each.open({ jsonrpc: '2.0', id, method: 'tools/call', params: {} }).scope

test('the request that still waits, the latest first; then its session', () => {
  const origins = new RequestOrigins()
  const session = connection()
  const [first, second] = [open(session, 1), open(session, 2)]
  runInScope(first, () => origins.sent('a'))
  runInScope(second, () => origins.sent('b'))
  expect(origins.scopeOfIncoming()).toBe(second)
  // Answered by the gateway although the server behind it has not answered yet.
  session.cancel(2)
  expect(origins.scopeOfIncoming()).toBe(first)
  origins.answered('a')
  origins.answered('b')
  expect(origins.scopeOfIncoming()).toEqual({ connection: session })
})

test('the async context tells exactly, if it is that of a request that waits', () => {
  const origins = new RequestOrigins()
  const session = connection()
  const [first, second] = [open(session, 1), open(session, 2)]
  runInScope(first, () => origins.sent('a'))
  runInScope(second, () => origins.sent('b'))
  expect(runInScope(first, () => origins.scopeOfIncoming())).toBe(first)
  origins.answered('a')
  expect(runInScope(first, () => origins.scopeOfIncoming())).toBe(second)
})

test('two sessions: what the context doesn’t tell belongs to nobody, for ever', () => {
  const origins = new RequestOrigins()
  const [one, two] = [open(connection(), 1), open(connection(), 1)]
  runInScope(one, () => origins.sent('a'))
  runInScope(two, () => origins.sent('b'))
  expect(runInScope(two, () => origins.scopeOfIncoming())).toBe(two)
  expect(origins.scopeOfIncoming()).toBeUndefined()
  origins.answered('a')
  runInScope(two, () => origins.sent('c'))
  expect(origins.scopeOfIncoming()).toBeUndefined()
})

test('requests of nobody’s are not remembered', () => {
  const origins = new RequestOrigins()
  origins.sent('a')
  expect(origins.scopeOfIncoming()).toBeUndefined()
})

test('requests without an answer do not pile up', () => {
  const origins = new RequestOrigins()
  const session = connection()
  const first = open(session, 0)
  runInScope(first, () => origins.sent(0))
  const others = open(session, 1)
  for (let id = 1; id < 1000; id++) runInScope(others, () => origins.sent(id))
  expect(runInScope(first, () => origins.scopeOfIncoming())).toBe(first)
  runInScope(others, () => origins.sent(1000))
  expect(runInScope(first, () => origins.scopeOfIncoming())).toBe(others)
})

test('what keeps a sender in the same process from an echo stays', () => {
  const origins = new RequestOrigins()
  const sending = {} as NonNullable<Scope['sending']>
  expect(runInScope({ sending }, () => origins.scopeOfIncoming())).toEqual({ sending })
})
