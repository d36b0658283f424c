import { StdioClientTransport as V2StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import type { ClientLogging, RequestContext } from '../../src/index.js'
import { createV1Server } from '../fixtures/app/v1-server.js'
import { createV2Server } from '../fixtures/app/v2-server.js'
import { connectV1, connectV2, type TestClient } from './clients.js'
import { V1_HTTP_WITH_STREAM, WIRES, type WireSetup } from './wires.js'

type Era = RequestContext['era']

/** The application, with the logger it was written for. */
export interface App {
  readonly kind: 'winston' | 'pino'
  readonly placeOrder: () => Promise<void>
  readonly logging: ClientLogging
}

export interface Setup {
  readonly era: Era
  /** Whether `logging/setLevel` applies to later requests: a stateless server forgets it. */
  readonly session: boolean
  readonly http: boolean
  open(app: App): Promise<{ readonly client: TestClient; close(): Promise<void> }>
}

const stdio = (sdk: 'v1' | 'v2', era: Era): Setup => ({
  era,
  session: era === 'legacy',
  http: false,
  async open({ kind }) {
    const options = { command: process.execPath, args: [`test/fixtures/${sdk}-stdio-server.js`, kind] }
    const client =
      sdk === 'v1'
        ? await connectV1(new StdioClientTransport(options))
        : await connectV2(new V2StdioClientTransport(options), era)
    return { client, close: () => client.close() }
  },
})

const http = (wire: WireSetup): Setup => ({
  ...wire,
  open: (app) => wire.open({ v1: () => createV1Server(app), v2: () => createV2Server(app) }),
})

const HTTP = [...WIRES.filter((wire) => wire.http), V1_HTTP_WITH_STREAM]

/** All ways in which the official SDKs serve a client: over HTTP from this process, over stdio from a child process. */
export const SETUPS: Readonly<Record<string, Setup>> = {
  'v1 stdio': stdio('v1', 'legacy'),
  'v2 stdio, legacy': stdio('v2', 'legacy'),
  'v2 stdio, modern': stdio('v2', 'modern'),
  ...Object.fromEntries(HTTP.map((wire) => [wire.name, http(wire)])),
}
