import type { Client } from '@modelcontextprotocol/client'
import { McpServer as V1McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { McpServer as V2McpServer } from '@modelcontextprotocol/server'
import type { FastMCP, FastMCPSession } from 'fastmcp'
import type { MCPServer } from 'mcp-framework'
import { pino } from 'pino'
import { expectTypeOf, test } from 'vitest'
import winston from 'winston'
import type TransportStream from 'winston-transport'
import {
  type AttachableServer,
  type Attachment,
  type ClientLogger,
  type ClientLogging,
  type ClientLoggingOptions,
  createClientLogging,
  currentRequest,
  type LogRecord,
  MCP_LEVELS,
  type McpLevel,
  parseLevel,
  type RequestContext,
  requestFields,
} from '../../src/index.js'
import {
  type AddedMcpDestination,
  addMcpDestination,
  type McpDestination,
  type McpDestinationOptions,
  mcpDestination,
} from '../../src/pino/index.js'
import { McpTransport, type McpTransportOptions } from '../../src/winston/index.js'

// Checked by `tsc` as well; what is called here is called to see that it fits.

const info = { name: 'test', version: '1.0.0' }

test('levels are a closed union', () => {
  expectTypeOf<McpLevel>().toEqualTypeOf<
    'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency'
  >()
  expectTypeOf(MCP_LEVELS[0]).toEqualTypeOf<'debug'>()
  expectTypeOf(parseLevel('info')).toEqualTypeOf<McpLevel | undefined>()
})

test('servers of both SDKs and of frameworks can be attached, clients cannot', () => {
  expectTypeOf<V1McpServer>().toExtend<AttachableServer>()
  expectTypeOf<V2McpServer>().toExtend<AttachableServer>()
  expectTypeOf<V1McpServer['server']>().toExtend<AttachableServer>()
  expectTypeOf<V2McpServer['server']>().toExtend<AttachableServer>()
  expectTypeOf<object>().not.toExtend<AttachableServer>()
  expectTypeOf<Client>().not.toBeAny()
  expectTypeOf<FastMCP>().toExtend<AttachableServer>()
  expectTypeOf<typeof FastMCPSession>().toExtend<AttachableServer>()
  expectTypeOf<MCPServer>().toExtend<AttachableServer>()
  expectTypeOf<() => void>().not.toExtend<AttachableServer>()
})

test('winston takes the transport as its own', () => {
  expectTypeOf<McpTransport>().toExtend<winston.transport>()
  expectTypeOf<McpTransport>().toExtend<TransportStream>()
  const format = winston.format.json()
  const transport = new McpTransport({ server: new V1McpServer(info), level: 'info', silent: false, format })
  winston.createLogger({ transports: [transport], exceptionHandlers: [transport] }).close()
  expectTypeOf(transport.attach).returns.toEqualTypeOf<Attachment>()
  expectTypeOf(transport.logging).toEqualTypeOf<ClientLogging>()
  expectTypeOf<McpTransportOptions>().toExtend<ClientLoggingOptions>()
  expectTypeOf<NonNullable<McpTransportOptions['levels']>>().toExtend<Readonly<Record<string, McpLevel | false>>>()
  // @ts-expect-error no level of MCP
  ;() => new McpTransport({ levels: { audit: 'warn' } })
  // @ts-expect-error no server
  ;() => new McpTransport({ server: {} })
})

test('pino takes the destination as its own', () => {
  expectTypeOf<McpDestination>().toExtend<pino.DestinationStream>()
  const destination = mcpDestination({ server: new V2McpServer(info), keep: ['pid'] })
  expectTypeOf(pino(destination)).toExtend<pino.Logger>()
  const streams = pino.multistream([destination, { stream: destination, level: 'debug' }])
  const logger = pino({ customLevels: { audit: 35 } }, streams)
  expectTypeOf(addMcpDestination(logger, {})).toEqualTypeOf<AddedMcpDestination>()
  expectTypeOf<McpDestinationOptions['keep']>().toEqualTypeOf<readonly string[] | undefined>()
  // @ts-expect-error not a boolean
  ;() => mcpDestination({ keep: true })
})

test('the root knows no logger', () => {
  expectTypeOf(createClientLogging).returns.toEqualTypeOf<ClientLogging>()
  expectTypeOf<ClientLogging>().toExtend<AsyncDisposable>()
  expectTypeOf<Attachment>().toExtend<Disposable>()
  expectTypeOf<ClientLogger['notice']>().toExtend<
    (message: string, fields?: Readonly<Record<string, unknown>>) => void
  >()
  expectTypeOf(currentRequest).returns.toEqualTypeOf<RequestContext | undefined>()
  expectTypeOf(requestFields).returns.toEqualTypeOf<Record<string, unknown>>()
  expectTypeOf(requestFields).toExtend<NonNullable<pino.LoggerOptions['mixin']>>()
  expectTypeOf<LogRecord['level']>().toEqualTypeOf<McpLevel>()
  // @ts-expect-error read only
  ;(record: LogRecord) => (record.level = 'info')
})
