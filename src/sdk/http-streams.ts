import type { RequestId } from '../request/message.js'

/** Fields of the SDKs' HTTP transports, only read; each of them may be missing. */
interface HttpTransport {
  /** The Node transports wrap one for the Fetch API's `Request` and `Response`. */
  readonly _webStandardTransport?: HttpTransport
  readonly _enableJsonResponse?: unknown
  /** SDK v2, transport for a single request: its response once that is a stream. */
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

/** An open response: the Fetch API's, or Node's up to SDK 1.24. */
interface HttpStream {
  readonly closed?: unknown
  /** How many more chunks it accepts: none while one waits for the socket. */
  readonly controller?: { readonly desiredSize?: unknown }
  readonly writableNeedDrain?: unknown
}

/**
 * Whether there is a stream on which a notification can reach the client, as far as the transport shows. With
 * `enableJsonResponse` a request has no stream for it, and outside of any request it needs a standalone GET stream, which most
 * clients never open. The SDKs' `send` resolves in both cases.
 *
 * @param related the request whose stream it is for; `undefined` for the standalone one
 * @returns `true` if unknown
 */
export function hasStream(transport: object, related: RequestId | undefined): boolean {
  const http = inner(transport)
  if (related !== undefined) return http._enableJsonResponse !== true && http._responseMode !== 'json'
  const { _streamMapping: streams, _standaloneSseStreamId: id, _eventStore: store } = http
  return !(streams instanceof Map) || id === undefined || store !== undefined || streams.has(id)
}

/**
 * Whether the socket has taken everything that was written to a response. The SDKs' `send` does not wait for that, so a client
 * that does not read its stream would fill the memory of the process.
 *
 * @param related as for {@link hasStream}
 * @returns `true` if unknown
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
