import type { LogRecord } from '../record.js'
import type { Wire } from '../request/connection.js'
import type { Message, SendOptions } from '../request/message.js'
import type { OpenRequest } from '../request/open-request.js'
import type { DropReason } from './stats.js'

/**
 * How to send what was logged in a request, or in none, and why it cannot be sent. A request may have been answered since:
 * then its record is one of the session, which protocol 2026-07-28 does not allow.
 */
export function optionsFor(wire: Wire, request: OpenRequest | undefined): SendOptions | undefined | DropReason {
  if (request?.era === 'modern' && request.state === 'ended') return 'no-request'
  if (request !== undefined && request.state !== 'ended' && wire.hasStream(request.id)) {
    return request.sendOptions
  }
  return request?.era !== 'modern' && wire.hasStream(undefined) ? undefined : 'no-stream'
}

export function send(wire: Wire, params: LogRecord, options: SendOptions | undefined): Promise<void> {
  return wire.send({ jsonrpc: '2.0', method: 'notifications/message', params } as unknown as Message, options)
}
