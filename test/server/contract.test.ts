import { describe, expect, test } from 'vitest'
import * as pinoApp from '../fixtures/app/pino/orders.js'
import * as winstonApp from '../fixtures/app/winston/orders.js'
import { REQUESTS, type Received } from '../harness/clients.js'
import { type App, SETUPS } from '../harness/setups.js'

const ERR = { name: 'TypeError', message: 'no such sku', code: 'E_SKU' }

const THEN: readonly Omit<Received, 'logger'>[] = [
  { level: 'info', data: { message: 'with fields', orderId: 7, items: [{ sku: 'a-1', rush: true }] } },
  { level: 'error', data: { message: 'with an error', err: ERR } },
  { level: 'info', data: 'after an await' },
  { level: 'warning', data: 'in a timer' },
  { level: 'info', data: 'in a promise chain' },
  { level: 'info', data: { message: 'from a child', sku: 'a-1' } },
]

/** What `price()` of each application logs, by the table "Levels" of the design; silly and trace are no level of MCP. */
const LOGGED: Readonly<Record<App['kind'], readonly Omit<Received, 'logger'>[]>> = {
  winston: [
    { level: 'error', data: 'at error' },
    { level: 'warning', data: 'at warn' },
    { level: 'info', data: 'at info' },
    { level: 'debug', data: 'at http' },
    { level: 'debug', data: 'at verbose' },
    { level: 'debug', data: 'at debug' },
    ...THEN,
  ],
  pino: [
    { level: 'critical', data: 'at fatal' },
    { level: 'error', data: 'at error' },
    { level: 'warning', data: 'at warn' },
    { level: 'info', data: 'at info' },
    { level: 'debug', data: 'at debug' },
    ...THEN,
  ],
}

/** What serves the request names the logger where the application does not. */
const LOGGER = { tool: 'order', resource: 'shop://stock', prompt: 'greet', completion: 'greet' } as const

const APPS: readonly App[] = [
  { kind: 'winston', ...winstonApp },
  { kind: 'pino', ...pinoApp },
]

describe.each(APPS)('$kind', (app) => {
  test.each(Object.entries(SETUPS))('%s: everything logged comes before the result, in order', async (_, setup) => {
    const { client, close } = await setup.open(app)
    for (const kind of REQUESTS) {
      client.events.length = 0
      await client.request(kind, setup.era === 'modern' ? 'debug' : undefined)
      const expected = LOGGED[app.kind].map((record) => ({ ...record, logger: LOGGER[kind] }))
      expect(client.events).toEqual([...expected, 'result'])
    }
    await close()
  })
})
