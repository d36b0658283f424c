import type { RequestId } from '../request/message.js'

/** Fields of the SDKs' HTTP transports, read only: none of them has to be there. */
interface HttpTransport {
  /** The Node transports wrap one of the web's `Request` and `Response`. */
  readonly _webStandardTransport?: HttpTransport
  readonly _enableJsonResponse?: unknown
  /** SDK v2, a transport for one request. */
  readonly _responseMode?: unknown
  readonly _streamMapping?: unknown
  readonly _standaloneSseStreamId?: unknown
  readonly _eventStore?: unknown
}

/**
 * Whether a notification can reach the client, as far as the transport tells: with `enableJsonResponse` a request has no
 * stream for it, and what belongs to no request needs a standalone GET stream that most clients never open. The SDKs'
 * `send` resolves all the same.
 *
 * @param related the request whose stream it is for; `undefined` for the standalone one
 * @returns `true` where it cannot be told
 */
export function hasStream(transport: object, related: RequestId | undefined): boolean {
  const http: HttpTransport = (transport as HttpTransport)._webStandardTransport ?? transport
  if (related !== undefined) return http._enableJsonResponse !== true && http._responseMode !== 'json'
  const { _streamMapping: streams, _standaloneSseStreamId: id, _eventStore: store } = http
  return !(streams instanceof Map) || id === undefined || store !== undefined || streams.has(id)
}
