import type { RequestId } from '../request/message.js'

/** Fields of the SDKs' HTTP transports, read only: none of them has to be there. */
interface HttpTransport {
  /** The Node transports wrap one of the web's `Request` and `Response`. */
  readonly _webStandardTransport?: HttpTransport
  readonly _enableJsonResponse?: unknown
  /** SDK v2, a transport for one request, and its response once it is a stream. */
  readonly _responseMode?: unknown
  readonly _sse?: HttpStream
  /** Streamable HTTP: the open responses by the ids of their streams, and those of the requests. */
  readonly _streamMapping?: unknown
  readonly _requestToStreamMapping?: unknown
  readonly _standaloneSseStreamId?: unknown
  readonly _eventStore?: unknown
  /** SDK v1, HTTP with SSE. */
  readonly _sseResponse?: HttpStream
}

/** An open response: one of the web's, or until SDK 1.24 Node's own. */
interface HttpStream {
  readonly closed?: unknown
  /** How many more chunks it would take: none while one waits for the socket. */
  readonly controller?: { readonly desiredSize?: unknown }
  readonly writableNeedDrain?: unknown
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
  const http = inner(transport)
  if (related !== undefined) return http._enableJsonResponse !== true && http._responseMode !== 'json'
  const { _streamMapping: streams, _standaloneSseStreamId: id, _eventStore: store } = http
  return !(streams instanceof Map) || id === undefined || store !== undefined || streams.has(id)
}

/**
 * Whether the socket has taken everything that was written to a response. The SDKs' `send` does not wait for that, and a
 * client that does not read its stream would fill the memory of the process.
 *
 * @param related as for {@link hasStream}
 * @returns `true` where it cannot be told
 */
export function hasDrained(transport: object, related: RequestId | undefined): boolean {
  const stream = streamOf(inner(transport), related)
  if (stream === undefined || stream.closed === true) return true
  const size = stream.controller?.desiredSize
  return stream.writableNeedDrain !== true && (typeof size !== 'number' || size > 0)
}

function inner(transport: object): HttpTransport {
  return (transport as HttpTransport)._webStandardTransport ?? transport
}

function streamOf(http: HttpTransport, related: RequestId | undefined): HttpStream | undefined {
  const { _streamMapping: streams, _requestToStreamMapping: ids } = http
  if (!(streams instanceof Map)) return http._sse ?? http._sseResponse
  if (related === undefined) return streams.get(http._standaloneSseStreamId) as HttpStream | undefined
  return ids instanceof Map ? (streams.get(ids.get(related)) as HttpStream | undefined) : undefined
}
