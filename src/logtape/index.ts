export { type LogTapeRecord, type McpSink, mcpSink } from './sink.js'
